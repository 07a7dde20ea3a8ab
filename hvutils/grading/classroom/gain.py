"""Gain: claims that were asked before and after the teaching, by who answered both times.

Source: Hake, "Interactive-engagement versus traditional methods", American Journal of Physics 66
(1998), for the normalized gain: the share that was gained of what could be gained.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.record import GradedRecord

__all__ = ["Gain", "claims_of", "gains"]

Claims = Mapping[str, Mapping[str, bool]]
"""A student to each claim that they answered, and whether rightly."""


@dataclass(frozen=True)
class Gain:
    """How a class answered one claim before and after, or all of them together.

    Args:
        claim: its name.
        students: how many answered it both times.
        before: the share of them that was right before, from 0 to 1.
        after: the share that was right after.
    """

    claim: str
    students: int
    before: float
    after: float

    @property
    def normalized(self) -> float | None:
        """The normalized gain, or ``None`` where everybody was right before."""
        return (self.after - self.before) / (1 - self.before) if self.before < 1 else None


def claims_of(records: Iterable[GradedRecord], question: str) -> dict[str, dict[str, bool]]:
    """Return what each student answered to a question's claims.

    Args:
        records: a record a student.
        question: the question's id.
    """
    found: dict[str, dict[str, bool]] = {}
    for record in records:
        for item in record.items:
            if item.question == question and item.outcome is not Outcome.MISSING:
                right = item.outcome is Outcome.RIGHT
                found.setdefault(record.student, {})[item.aspect or item.item] = right
    return found


def gains(before: Claims, after: Claims) -> tuple[Gain, ...]:
    """Return the gain of each claim, and at the end that of all together.

    Args:
        before: a student to each claim that they answered, and whether rightly.
        after: the same, after the teaching.
    """
    pairs: dict[str, list[tuple[bool, bool]]] = {}
    for student in sorted(before.keys() & after.keys()):
        for claim, right in before[student].items():
            if claim in after[student]:
                pairs.setdefault(claim, []).append((right, after[student][claim]))
    rows = tuple(_gain(claim, both) for claim, both in pairs.items())
    every = [one for both in pairs.values() for one in both]
    if not every:
        return ()
    students = max(row.students for row in rows)
    total = _gain("all claims", every)
    return (*rows, Gain(total.claim, students, total.before, total.after))


def _gain(claim: str, both: list[tuple[bool, bool]]) -> Gain:
    count = len(both)
    return Gain(claim, count, sum(b for b, _ in both) / count, sum(a for _, a in both) / count)
