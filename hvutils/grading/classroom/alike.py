"""Pairs of submissions that are more alike than chance makes them.

Right answers are alike because they are right, and common mistakes because they are common. So
what counts is rare: an identical wrong answer that at most one in twenty of those who had the item
gave, or, where two students had *different* servers in the same place, one's wrong answer that
equals what the other said about a server of their own. Answers behind which the key knows a
misconception do not count.

Each such coincidence is worth -log2(p) bits, p being the share of the class that gave that answer
there. Items of one question that say the same count once: a function without a body returns nothing
in every call. A pair is listed from three coincidences on, where its bits exceed log2(100 x pairs):
were answers independent, one class in a hundred would show such a pair. They are not independent,
for students talk, sit in one course and misread the same page; so the list says where to look and
nothing else.

Source of the idea, identical wrong answers rather than identical answers: Holland, "Assessing
unusual agreement between the incorrect answers of two examinees using the K-index", ETS Research
Report 96-7 (1996); Harpp and Hogan, "Crime in the classroom", Journal of Chemical Education 70
(1993). The weight by rarity is this project's own.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from hvutils.grading.classroom.items import ItemId, items_by_id
from hvutils.grading.classroom.standing import Standing
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.record import GradedItem

__all__ = ["Alike", "Coincidence", "alike"]

RARE = 0.05
LEAST_ANSWERS = 10
LEAST_COINCIDENCES = 3
SURE = math.log2(100)


@dataclass(frozen=True)
class Coincidence:
    """One answer that two students share.

    Args:
        where: the item of the first, and where the second's is another one, that too.
        given: the answer.
        bits: how rare it is.
    """

    where: str
    given: str
    bits: float


@dataclass(frozen=True)
class Alike:
    """Two submissions that are more alike than chance makes them.

    Args:
        students: the two user names.
        coincidences: what they share, rarest first.
    """

    students: tuple[str, str]
    coincidences: tuple[Coincidence, ...]

    @property
    def bits(self) -> float:
        """How rare all of it is together."""
        return sum(coincidence.bits for coincidence in self.coincidences)


@dataclass(frozen=True)
class _Answer:
    student: str
    name: ItemId
    place: tuple[str, str, int, str]
    item: GradedItem


def alike(standings: Iterable[Standing]) -> tuple[Alike, ...]:
    """Return the pairs whose submissions are more alike than chance makes them."""
    answers = [answer for standing in standings for answer in _answers(standing)]
    students = len({answer.student for answer in answers})
    least = math.log2(max(1, students * (students - 1) / 2)) + SURE
    shared: defaultdict[tuple[str, str], dict[str, Coincidence]] = defaultdict(dict)
    for pair, coincidence in (*_same_item(answers), *_same_place(answers)):
        shared[pair].setdefault(coincidence.where, coincidence)
    found = [
        Alike(pair, tuple(sorted(rows.values(), key=lambda row: (-row.bits, row.where))))
        for pair, rows in shared.items()
        if len(rows) >= LEAST_COINCIDENCES
    ]
    listed = [pair for pair in found if pair.bits > least]
    return tuple(sorted(listed, key=lambda pair: (-pair.bits, pair.students)))


def _answers(standing: Standing) -> Iterator[_Answer]:
    servers: dict[tuple[str, str], list[str]] = {}
    for name, item in items_by_id(standing).items():
        order = servers.setdefault((item.notebook, item.question), [])
        which = item.subject or name.label
        if which not in order:
            order.append(which)
        if item.given:
            place = (item.notebook, item.question, order.index(which), item.aspect)
            yield _Answer(standing.student, name, place, item)


def _counts(answer: _Answer) -> bool:
    return answer.item.outcome is Outcome.WRONG and not answer.item.misconception


def _rare(givers: int, had: int) -> bool:
    return givers <= max(2, math.floor(RARE * had))


def _same_item(answers: list[_Answer]) -> Iterator[tuple[tuple[str, str], Coincidence]]:
    had: defaultdict[ItemId, int] = defaultdict(int)
    givers: defaultdict[tuple[ItemId, str], list[str]] = defaultdict(list)
    subjects: dict[ItemId, str] = {}
    for answer in answers:
        had[answer.name] += 1
        subjects[answer.name] = answer.item.subject and str(answer.name)
        if _counts(answer):
            givers[answer.name, answer.item.given].append(answer.student)
    counted = set()
    for (name, given), students in givers.items():
        if had[name] >= LEAST_ANSWERS and _rare(len(students), had[name]):
            bits = -math.log2(len(students) / had[name])
            for pair in combinations(sorted(students), 2):
                said = (pair, subjects[name] or name.question, given)
                if said not in counted:
                    counted.add(said)
                    yield pair, Coincidence(str(name), given, bits)


def _same_place(answers: list[_Answer]) -> Iterator[tuple[tuple[str, str], Coincidence]]:
    had: defaultdict[tuple[str, str, int, str], int] = defaultdict(int)
    had_item: defaultdict[ItemId, int] = defaultdict(int)
    wrong: defaultdict[tuple[ItemId, str], int] = defaultdict(int)
    said: defaultdict[tuple[tuple[str, str, int, str], str], list[_Answer]] = defaultdict(list)
    for answer in answers:
        if not answer.item.subject:
            continue
        had[answer.place] += 1
        had_item[answer.name] += 1
        said[answer.place, answer.item.given].append(answer)
        wrong[answer.name, answer.item.given] += _counts(answer)
    for (place, given), group in said.items():
        if had[place] < LEAST_ANSWERS:
            continue
        bits = -math.log2(len(group) / had[place])
        for mine in group:
            if not _counts(mine) or not _rare(wrong[mine.name, given], had_item[mine.name]):
                continue
            for theirs in group:
                if theirs.item.subject != mine.item.subject and theirs.student != mine.student:
                    one, other = sorted((mine, theirs), key=lambda answer: answer.student)
                    where = f"{one.name} / {other.name}"
                    yield (one.student, other.student), Coincidence(where, given, bits)
