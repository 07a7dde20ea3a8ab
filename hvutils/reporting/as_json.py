"""JSON: one object a line, as docs/verdict.schema.json has it."""

from __future__ import annotations

from hvutils.reporting.report import Machine, Tally

__all__ = ["JsonLines"]


class JsonLines:
    """Verdicts as lines of JSON; an input without a verdict is told on stderr only."""

    def begin(self) -> str:
        """Return nothing: each line stands alone."""
        return ""

    def machine(self, machine: Machine) -> str:
        """Return the verdict's line."""
        return f"{machine.verdict.to_json()}\n"

    def failure(self, name: str, reason: str) -> str:
        """Return nothing."""
        return ""

    def end(self, tally: Tally) -> str:
        """Return nothing."""
        return ""
