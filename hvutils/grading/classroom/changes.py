"""What a corrected key changed: each student's automatic points before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hvutils.grading.marking.record import GradedRecord

__all__ = ["Change", "ItemChange", "change", "changes"]


@dataclass(frozen=True)
class ItemChange:
    """One item that earns something else now.

    Args:
        item: the item, as the student saw it.
        given: what the student said.
        before: the points by the old key.
        after: the points by the new one.
    """

    item: str
    given: str
    before: float
    after: float


@dataclass(frozen=True)
class Change:
    """What a corrected key changed for one student.

    Args:
        student: the user name.
        before: the automatic points by the old key.
        after: the automatic points by the new one.
        old: the old key's version.
        new: the new key's version.
        items: the items that earn something else.
    """

    student: str
    before: float
    after: float
    old: str
    new: str
    items: tuple[ItemChange, ...]


def changes(history: Iterable[GradedRecord]) -> tuple[Change, ...]:
    """Return what the last change of the key changed, greatest change first.

    Only a student's records of one and the same submission are compared.

    Args:
        history: all records of an assignment, oldest first.
    """
    by_student: defaultdict[str, list[GradedRecord]] = defaultdict(list)
    for record in history:
        by_student[record.student].append(record)
    found = []
    for records in by_student.values():
        now = records[-1]
        earlier = [
            record
            for record in records
            if record.key_version != now.key_version and record.submitted == now.submitted
        ]
        if earlier and (made := change(earlier[-1], now)).items:
            found.append(made)
    return tuple(sorted(found, key=lambda row: (-abs(row.after - row.before), row.student)))


def change(before: GradedRecord, after: GradedRecord) -> Change:
    """Return how two records of one submission differ."""
    old, new = _points(before), _points(after)
    rows = tuple(
        ItemChange(
            name[1],
            (new.get(name) or old[name])[1],
            old.get(name, (0.0, ""))[0],
            new.get(name, (0.0, ""))[0],
        )
        for name in dict.fromkeys((*old, *new))
        if old.get(name, (0.0, ""))[0] != new.get(name, (0.0, ""))[0]
    )
    return Change(
        after.student,
        round(sum(points for points, _ in old.values()), 4),
        round(sum(points for points, _ in new.values()), 4),
        before.key_version,
        after.key_version,
        rows,
    )


def _points(record: GradedRecord) -> Mapping[tuple[str, str], tuple[float, str]]:
    return {(item.question, item.item): (item.points, item.given) for item in record.items}
