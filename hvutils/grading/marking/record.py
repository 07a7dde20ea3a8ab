"""The record of a run: one line of JSON a graded submission, ``grading/<assignment>.jsonl``.

The gradebook holds what counts, the points. This file holds what a report tells: what was
answered, what was wrong with a submission, and by which key it was marked. Lines are only ever
added, so that a report can say what a corrected key changed; a student's last line is the one that
holds.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from hvutils.grading.marking.marks import ItemResult, Mark, Outcome

__all__ = [
    "GradedItem",
    "GradedRecord",
    "append_record",
    "graded_items",
    "latest",
    "read_records",
    "record_path",
]


@dataclass(frozen=True)
class GradedItem(ItemResult):
    """The mark of one item, as a report needs it.

    Args:
        question: the question's id.
        notebook: the notebook that the question stands in, without ending.
    """

    question: str = field(kw_only=True)
    notebook: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class GradedRecord:
    """What a run knows of one graded submission.

    Args:
        student: the user name.
        submitted: when it was handed in, as ISO 8601 in UTC; empty when that is not known.
        graded: when it was graded, likewise.
        key_version: the version of the key that it was marked by.
        incidents: what was wrong with it, a sentence each.
        held: why it waits for the instructor, or an empty string.
        items: the marks of its items.
        problem: why there is no mark, or an empty string.
    """

    student: str
    submitted: str
    graded: str
    key_version: str
    incidents: tuple[str, ...] = ()
    held: str = ""
    items: tuple[GradedItem, ...] = ()
    problem: str = ""


def graded_items(notebook: str, marks: Iterable[Mark]) -> tuple[GradedItem, ...]:
    """Return the items of a notebook's marks, as a record keeps them."""
    return tuple(
        GradedItem(
            question=mark.question,
            notebook=notebook,
            **{name: getattr(item, name) for name in _RESULT_FIELDS},
        )
        for mark in marks
        for item in mark.items
    )


_RESULT_FIELDS = [one.name for one in fields(ItemResult)]


def record_path(course: Path, assignment: str) -> Path:
    """Return where the record of an assignment stands."""
    return course / "grading" / f"{assignment}.jsonl"


def append_record(path: Path, record: GradedRecord) -> None:
    """Add a submission's line, whole, and on the disk when this returns.

    Raises:
        OSError: the line cannot be written; the file then ends as it did before.
    """
    # Escaped throughout: what a student wrote may hold what is no Unicode text.
    line = json.dumps(asdict(record), separators=(",", ":")).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        # Two graders may work on one course at once.
        fcntl.flock(file, fcntl.LOCK_EX)
        end = file.seek(0, os.SEEK_END)
        # A run that was killed may have left half a line: it must not swallow this one.
        torn = end > 0 and _last_byte(path) != b"\n"
        try:
            _write_all(file.fileno(), (b"\n" if torn else b"") + line + b"\n")
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), end)
            raise


def read_records(path: Path) -> tuple[GradedRecord, ...]:
    """Return the records of an assignment, oldest first; what is no record is passed over."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    return tuple(record for line in lines if (record := _record(line)) is not None)


def latest(records: Iterable[GradedRecord]) -> Mapping[str, GradedRecord]:
    """Return each student's record that holds: the last one."""
    return {record.student: record for record in records}


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)


def _write_all(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


_RECORD_FIELDS = {one.name for one in fields(GradedRecord)}
_ITEM_FIELDS = {one.name for one in fields(GradedItem)}


def _record(line: bytes) -> GradedRecord | None:
    try:
        data = json.loads(line)
        items = tuple(_item(row) for row in data.get("items", ()))
        known = {name: value for name, value in data.items() if name in _RECORD_FIELDS}
        known["incidents"] = tuple(map(str, data.get("incidents", ())))
        return GradedRecord(**{**known, "items": items})
    except (ValueError, TypeError, AttributeError, RecursionError):
        # Half a line of a run that was killed: that submission is graded again.
        return None


def _item(row: Mapping[str, Any]) -> GradedItem:
    known = {name: value for name, value in row.items() if name in _ITEM_FIELDS}
    return GradedItem(**{**known, "outcome": Outcome(row["outcome"])})
