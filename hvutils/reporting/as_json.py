"""JSON: one object a line, as docs/verdict.schema.json has it."""

from __future__ import annotations

from hvutils.reporting.chain import chain
from hvutils.reporting.json_line import json_line
from hvutils.reporting.report import Machine, Tally

__all__ = ["JsonLines"]


class JsonLines:
    """Verdicts as lines of JSON; an input without a verdict is told on stderr only."""

    def begin(self) -> str:
        """Return nothing: each line stands alone."""
        return ""

    def machine(self, machine: Machine) -> str:
        """Return the verdict's line; where the rules were asked for, with the chain of evidence."""
        if machine.steps:
            document = machine.verdict.to_dict() | {"explanation": chain(machine)}
            return f"{json_line(document)}\n"
        return f"{machine.verdict.to_json()}\n"

    def failure(self, name: str, reason: str) -> str:
        """Return nothing."""
        return ""

    def end(self, tally: Tally) -> str:
        """Return nothing."""
        return ""
