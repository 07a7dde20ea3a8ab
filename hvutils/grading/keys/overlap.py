"""Overlap: how much of what they are asked the students of a class share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from hvutils.grading.keys.key import Key
from hvutils.grading.keys.kinds import MappingKey
from hvutils.sets import draw, draw_items

__all__ = ["ItemOverlap", "Overlap", "measure_items", "measure_overlap"]


@dataclass(frozen=True)
class Overlap:
    """How much two students of a class share, over all pairs.

    Args:
        students: how many students.
        sets: how many different choices of machines they have.
        shares: how many machines two students share, to the part of the pairs that do.
        drawn: a machine to the part of the students who have it.
    """

    students: int
    sets: int
    shares: Mapping[int, float]
    drawn: Mapping[str, float]

    @property
    def mean(self) -> float:
        """How many machines two students share on average."""
        return sum(count * part for count, part in self.shares.items())


@dataclass(frozen=True)
class ItemOverlap:
    """How many items of one question two students share, over all pairs.

    Args:
        pick: how many items each student is asked.
        of: how many items there are.
        mean: how many of them two students share on average.
        same: the part of the pairs that are asked the very same.
    """

    pick: int
    of: int
    mean: float
    same: float


def measure_overlap(key: Key, assignment: str, students: Sequence[str]) -> Overlap:
    """Draw the sets of a class and compare each pair.

    Machines are compared as the pool names them: where two students share one, they see it under
    other host names, addresses, sizes and slots, with the evidence on the same lines.

    Args:
        key: a key that draws a set.
        assignment: the assignment's name.
        students: the user names, at least two.
    """
    assert key.sets is not None
    groups = tuple(key.sets.groups.values())
    sets = [
        frozenset(server.machine for server in draw(name, assignment, key.nonce, groups).servers)
        for name in students
    ]
    pairs = _shared(sets)
    machines = Counter(machine for chosen in sets for machine in chosen)
    return Overlap(
        len(sets),
        len(set(sets)),
        {n: pairs[n] / max(1, pairs.total()) for n in range(len(groups) + 1)},
        {name: machines[name] / len(sets) for group in groups for name in group},
    )


def measure_items(key: Key, assignment: str, students: Sequence[str]) -> dict[str, ItemOverlap]:
    """Draw the items of a class and compare each pair, question by question.

    Args:
        key: a key whose questions may have ``pick``.
        assignment: the assignment's name.
        students: the user names, at least two.
    """
    found = {}
    for name, question in key.questions.items():
        if not isinstance(question, MappingKey) or question.pick is None:
            continue
        words = (assignment, key.nonce, name, question.items, question.pick)
        pairs = _shared([frozenset(draw_items(student, *words)) for student in students])
        total = max(1, pairs.total())
        mean = sum(count * times for count, times in pairs.items()) / total
        same = pairs[question.pick] / total
        found[name] = ItemOverlap(question.pick, len(question.items), mean, same)
    return found


def _shared(sets: Sequence[frozenset[str]]) -> Counter[int]:
    """Count the pairs by how much they share."""
    return Counter(len(one & two) for one, two in combinations(sets, 2))
