"""Who needs help, by rules that the report states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from hvutils.grading.classroom.standing import ClassResults, Standing
from hvutils.grading.marking.marks import Outcome

__all__ = ["RULES", "Need", "needs_help"]

HALF = 0.5
UNANSWERED = 1 / 3
REPEATED = 3


@dataclass(frozen=True)
class Need:
    """A student who needs help, and why.

    Args:
        standing: who.
        reasons: why, a few words each.
    """

    standing: Standing
    reasons: tuple[str, ...]


def _absent(standing: Standing) -> str:
    return standing.problem


def _low(standing: Standing) -> str:
    # What waits to be marked by hand cannot be held against anybody yet.
    has, can = standing.marked, standing.marked_of
    if not standing.graded or can <= 0 or has >= HALF * can:
        return ""
    return f"{has:g} of the {can:g} points that are marked"


def _silent(standing: Standing) -> str:
    missing = sum(item.outcome is Outcome.MISSING for item in standing.items)
    # What is held counts as not answered until it is confirmed: that is nobody's weakness.
    if not standing.graded or not standing.items or missing < UNANSWERED * len(standing.items):
        return ""
    return f"{missing} of {len(standing.items)} items not answered"


def _repeats(standing: Standing) -> str:
    behind = Counter(item.misconception for item in standing.items if item.misconception)
    said, times = behind.most_common(1)[0] if behind else ("", 0)
    return f"{times} times: {said}" if times >= REPEATED else ""


RULES: tuple[tuple[str, Callable[[Standing], str]], ...] = (
    ("there is no mark: nothing was handed in, or it could not be graded", _absent),
    ("less than half of the points of what is marked so far", _low),
    ("a third of the items or more were not answered", _silent),
    ("the same misconception stands behind three answers or more", _repeats),
)
"""Each rule in words, and the function that says why it holds for a student, or nothing."""


def needs_help(results: ClassResults) -> tuple[Need, ...]:
    """Return who needs help, fewest points first."""
    found = []
    for standing in results.standings:
        reasons = tuple(filter(None, (rule(standing) for _, rule in RULES)))
        if reasons:
            found.append(Need(standing, reasons))
    return tuple(sorted(found, key=lambda need: (need.standing.points, need.standing.student)))
