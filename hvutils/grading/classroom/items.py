"""Item analysis: how difficult each item is, and whether it tells the strong from the weak.

Difficulty
    The share of those who had the item and got it right, and the mean share of its points.
    Source: Ebel and Frisbie, Essentials of Educational Measurement, 5th edition (1991), chapter 13.
Discrimination, item-rest correlation
    Pearson's correlation of the item's share of points with the share of points on all *other*
    items; for an item that is right or wrong it is the point-biserial correlation. The item itself
    is left out, for it would correlate with itself.
    Source: Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28
    (1963).
Discrimination, upper-lower index
    D = P(upper) - P(lower): the mean share of the item's points among the best 27 % of those who
    had it, less that among the weakest 27 %, ranked by their share on all other items.
    Source: Kelley, "The selection of upper and lower groups for the validation of test items",
    Journal of Educational Psychology 30 (1939), for the 27 %.

With sets per student each item is judged over those who had it.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hvutils.grading.classroom.standing import Standing
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.record import GradedItem

__all__ = [
    "FEW",
    "ItemId",
    "ItemStatistics",
    "item_statistics",
    "items_by_id",
    "questions_by_id",
]

FEW = 10
"""Below so many answers, discrimination is not stated: it would be noise."""

_GROUP = 0.27


@dataclass(frozen=True, order=True)
class ItemId:
    """An item over all sets: students may have it under different names.

    Args:
        notebook: the notebook.
        question: the question's id.
        label: what tells it from the question's other items.
    """

    notebook: str
    question: str
    label: str

    def __str__(self) -> str:
        """The item in words."""
        return f"{self.question}: {self.label}" if self.label else self.question


@dataclass(frozen=True)
class ItemStatistics:
    """What a class made of one item.

    Args:
        item: which one.
        answers: how many had it.
        shares: an outcome to the share of those who had it.
        mean: the mean share of its points.
        correlation: the item-rest correlation, from -1 to 1, or None.
        index: the upper-lower index, from -1 to 1, or None.
    """

    item: ItemId
    answers: int
    shares: Mapping[Outcome, float]
    mean: float
    correlation: float | None
    index: float | None


def items_by_id(standing: Standing) -> dict[ItemId, GradedItem]:
    """Return a student's items by what they are over all sets."""
    found: dict[ItemId, GradedItem] = {}
    counted: Counter[tuple[str, str]] = Counter()
    for item in standing.items:
        if item.subject:
            label = f"{item.subject} · {item.aspect}" if item.aspect else item.subject
        elif item.aspect:
            label = item.aspect
        elif item.item.removesuffix(" (by hand)") == item.question:
            label = item.item.removeprefix(item.question).strip()
        else:
            # A function is tried on inputs of the student's own: the n-th is an item.
            counted[item.notebook, item.question] += 1
            label = f"call {counted[item.notebook, item.question]}"
        found[ItemId(item.notebook, item.question, label)] = item
    return found


def questions_by_id(standing: Standing) -> dict[ItemId, GradedItem]:
    """Return a student's questions, a table's by its columns, each as one item."""
    parts: defaultdict[ItemId, list[GradedItem]] = defaultdict(list)
    for item in standing.items:
        parts[ItemId(item.notebook, item.question, item.aspect)].append(item)
    return {name: _together(items) for name, items in parts.items()}


def _together(items: Sequence[GradedItem]) -> GradedItem:
    points, of = sum(item.points for item in items), sum(item.of for item in items)
    if all(item.outcome is Outcome.MISSING for item in items):
        outcome = Outcome.MISSING
    elif points >= of:
        outcome = Outcome.RIGHT
    else:
        outcome = Outcome.PARTLY if points > 0 else Outcome.WRONG
    return replace(items[0], outcome=outcome, points=points, of=of)


def item_statistics(
    standings: Iterable[Standing],
    by: Callable[[Standing], Mapping[ItemId, GradedItem]] = items_by_id,
) -> tuple[ItemStatistics, ...]:
    """Return the statistics of each item, hardest first.

    Args:
        standings: the class.
        by: what counts as an item: single ones, or whole questions with ``questions_by_id``.
    """
    answers: defaultdict[ItemId, list[tuple[float, float, Outcome]]] = defaultdict(list)
    for standing in standings:
        found = {name: item for name, item in by(standing).items() if item.of > 0}
        points = sum(item.points for item in found.values())
        of = sum(item.of for item in found.values())
        for name, item in found.items():
            rest = (points - item.points) / (of - item.of) if of > item.of else 0.0
            answers[name].append((item.points / item.of, rest, item.outcome))
    made = [_statistics(name, rows) for name, rows in answers.items()]
    return tuple(sorted(made, key=lambda row: (row.mean, row.item)))


def _statistics(name: ItemId, rows: Sequence[tuple[float, float, Outcome]]) -> ItemStatistics:
    outcomes = Counter(outcome for _, _, outcome in rows)
    return ItemStatistics(
        name,
        len(rows),
        {outcome: outcomes[outcome] / len(rows) for outcome in Outcome},
        statistics.fmean(share for share, _, _ in rows),
        _correlation(rows),
        _index(rows),
    )


def _correlation(rows: Sequence[tuple[float, float, Outcome]]) -> float | None:
    if len(rows) < FEW:
        return None
    try:
        return statistics.correlation([row[0] for row in rows], [row[1] for row in rows])
    except statistics.StatisticsError:
        # All have the same: the item tells nobody from anybody.
        return None


def _index(rows: Sequence[tuple[float, float, Outcome]]) -> float | None:
    if len(rows) < FEW:
        return None
    ranked = [share for share, _, _ in sorted(rows, key=lambda row: row[1])]
    size = max(1, round(_GROUP * len(ranked)))
    return statistics.fmean(ranked[-size:]) - statistics.fmean(ranked[:size])
