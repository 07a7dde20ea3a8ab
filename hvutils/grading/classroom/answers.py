"""What the class answered: the commonest wrong answers, and platforms taken for each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from hvutils.grading.classroom.items import ItemId, items_by_id
from hvutils.grading.classroom.standing import Standing
from hvutils.grading.marking.marks import Outcome

__all__ = ["ANOTHER", "SILENT", "Confusion", "WrongAnswer", "confusion", "wrong_answers"]

SILENT = "no answer"
ANOTHER = "another word"


@dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer that several gave.

    Args:
        item: to what.
        given: the answer.
        truth: what is right, where that is one word.
        misconception: what the key says is behind it, or an empty string.
        students: who gave it.
        had: how many had the item.
    """

    item: ItemId
    given: str
    truth: str
    misconception: str
    students: tuple[str, ...]
    had: int


def wrong_answers(standings: Iterable[Standing], least: int = 2) -> tuple[WrongAnswer, ...]:
    """Return the wrong answers that at least some gave, commonest first.

    Args:
        standings: the class.
        least: how many must have given it.
    """
    had: Counter[ItemId] = Counter()
    givers: defaultdict[tuple[ItemId, str], list[str]] = defaultdict(list)
    behind: dict[tuple[ItemId, str], tuple[str, str]] = {}
    for standing in standings:
        for name, item in items_by_id(standing).items():
            had[name] += 1
            if item.outcome is Outcome.WRONG and item.given:
                givers[name, item.given].append(standing.student)
                behind[name, item.given] = (item.truth, item.misconception)
    rows = [
        WrongAnswer(name, given, *behind[name, given], tuple(students), had[name])
        for (name, given), students in givers.items()
        if len(students) >= least
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row.students), row.item, row.given)))


@dataclass(frozen=True)
class Confusion:
    """Which platforms are taken for which.

    Args:
        truths: the rows, what the servers run on.
        answers: the columns, what was said.
        counts: a row a truth, a column an answer.
    """

    truths: tuple[str, ...]
    answers: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


def confusion(standings: Iterable[Standing], aspect: str = "platform") -> Confusion:
    """Return the confusion matrix of a column of judgement.

    An answer that the key accepts counts as the expert's word, whatever its own.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    items = [item for standing in standings for item in standing.items if item.aspect == aspect]
    truths = sorted({item.truth for item in items if item.truth})
    for item in items:
        if not item.truth:
            continue
        if item.outcome is Outcome.RIGHT:
            said = item.truth
        elif not item.given:
            said = SILENT
        else:
            said = item.given if item.given in truths else ANOTHER
        pairs[item.truth, said] += 1
    used = {said for _, said in pairs}
    answers = (*truths, *(word for word in (ANOTHER, SILENT) if word in used))
    counts = tuple(tuple(pairs[truth, said] for said in answers) for truth in truths)
    return Confusion(tuple(truths), answers, counts)
