"""Marks: what one answer earns, item by item, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["ItemMark", "ItemResult", "Mark", "Outcome"]


class Outcome(StrEnum):
    """How one item of an answer compares with the key."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    MISSING = "missing"


@dataclass(frozen=True)
class ItemResult:
    """What one item of an answer came to: what its mark and its record have in common.

    Args:
        item: the item's name, such as ``amber · platform``.
        given: what the student said, as text that may be shown; empty when nothing was said.
        outcome: how that compares with the key.
        points: what it earns; less than nothing where a wrong pick cancels a right one.
        of: what it could earn.
        misconception: what the key says is behind this wrong answer, or an empty string.
        truth: what the expert says, where that is one word; else an empty string.
        subject: the pool's server behind the item, whatever the student's set calls it.
        aspect: the column of a table, such as ``platform``, or a mapping's
            item; else an empty string.
    """

    item: str
    given: str
    outcome: Outcome
    points: float
    of: float
    misconception: str = field(default="", kw_only=True)
    truth: str = field(default="", kw_only=True)
    subject: str = field(default="", kw_only=True)
    aspect: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class ItemMark(ItemResult):
    """The mark of one item of an answer, as its student is told it.

    Args:
        feedback: why, in a sentence, with the line that proves it where there is one.
        expects: what kind of answer was asked for, such as ``'file:line'``.
        line: the line that proves or refutes it, as ``file:line  text``, or an empty string.
        hint: what to look at again, without naming what is right or where it stands.
    """

    feedback: str
    expects: str = ""
    line: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Mark:
    """The mark of one answer.

    Args:
        question: the question's id.
        items: the marks of its items.
        notes: what else to tell the student, such as parts that were not understood.
        held: why a person has to look before this counts, or an empty string. A held mark has
            no points yet, and is never a zero.
    """

    question: str
    items: tuple[ItemMark, ...]
    notes: tuple[str, ...] = ()
    held: str = ""

    @property
    def points(self) -> float:
        """What the answer earns, rounded so that sums of thirds and fifths come out even."""
        return max(0.0, round(sum(item.points for item in self.items), 4))

    @property
    def of(self) -> float:
        """What the answer could earn."""
        return round(sum(item.of for item in self.items), 4)
