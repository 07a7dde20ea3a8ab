"""What a format does: a beginning, a piece a machine, an end, so that a fleet can be streamed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from hvutils.captures import Capture
from hvutils.reporting.shape import Judged

__all__ = ["Format", "Layout", "Machine", "Step", "Tally"]


class Format(StrEnum):
    """The formats that a report can be written in."""

    CARD = "card"
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"
    EXPLANATION = "explanation"


@dataclass(frozen=True)
class Step:
    """One rule on the way to a verdict.

    Args:
        rule: what the rule is called.
        reason: why it concludes what it concludes.
        decides: whether it concluded; then no later rule was asked.
    """

    rule: str
    reason: str
    decides: bool


@dataclass(frozen=True)
class Machine:
    """One machine of a report.

    Args:
        capture: what was read of it.
        verdict: the conclusion.
        steps: the rules that were asked, in their order; the last one decided.
    """

    capture: Capture
    verdict: Judged
    steps: tuple[Step, ...]


@dataclass
class Tally:
    """What a report counted; it stays small however many machines there are.

    Args:
        roles: how many machines have each role.
        bad: how many inputs gave no verdict.
        incomplete: how many machines were judged and had something that could not be read.
    """

    roles: Counter[str] = field(default_factory=Counter)
    bad: int = 0
    incomplete: int = 0

    def __str__(self) -> str:
        machines = sum(self.roles.values())
        words = [f"{machines:,} machine{'' if machines == 1 else 's'}"]
        words += [f"{count:,} {role}" for role, count in sorted(self.roles.items())]
        if self.bad:
            words.append(f"{self.bad:,} without a verdict")
        if self.incomplete:
            words.append(f"{self.incomplete:,} with something that could not be read")
        return ", ".join(words)


class Layout(Protocol):
    """One format; each method returns text, in whole lines."""

    def begin(self) -> str:
        """Return what stands before the first machine."""

    def machine(self, machine: Machine) -> str:
        """Return what stands for one machine."""

    def failure(self, name: str, reason: str) -> str:
        """Return what stands for an input that gave no verdict."""

    def end(self, tally: Tally) -> str:
        """Return what stands after the last machine."""
