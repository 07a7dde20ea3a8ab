"""How a class stands in one assignment: the gradebook's points with the record's answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import (
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.record import (
    GradedItem,
    GradedRecord,
    latest,
    read_records,
    record_path,
)

__all__ = ["ClassResults", "Standing", "read_class"]


@dataclass(frozen=True)
class Standing:
    """How one student stands.

    Args:
        student: the user name.
        name: first and last name, or an empty string.
        points: what counts: earned, with extra credit, less the penalty, never below 0.
        penalty: the points that lateness costs.
        extra: the points of extra credit among ``points``.
        submitted: when it was handed in, in UTC without a zone, as nbgrader keeps it.
        seconds_late: how long after the student's own due date.
        waits: whether an answer waits to be marked by hand.
        problem: why there is no mark, or an empty string.
        incidents: what was wrong with the submission, a sentence each.
        held: why it waits for the instructor, or an empty string.
        key_version: the version of the key that it was marked by.
        items: the marks of its items.
        marked: the points of what is marked so far, without extra credit and penalty.
        marked_of: what could be earned of that.
    """

    student: str
    name: str = ""
    points: float = 0.0
    penalty: float = 0.0
    extra: float = 0.0
    submitted: datetime | None = None
    seconds_late: float = 0.0
    waits: bool = False
    problem: str = ""
    incidents: tuple[str, ...] = ()
    held: str = ""
    key_version: str = ""
    items: tuple[GradedItem, ...] = ()
    marked: float = 0.0
    marked_of: float = 0.0

    @property
    def graded(self) -> bool:
        """Whether there is a mark."""
        return not self.problem and not self.held


@dataclass(frozen=True)
class ClassResults:
    """How a class stands in one assignment.

    Args:
        assignment: its name.
        of: what can be earned, without extra credit.
        due: the due date, in UTC without a zone, or None.
        standings: every student of the gradebook, by user name.
    """

    assignment: str
    of: float
    due: datetime | None
    standings: tuple[Standing, ...]

    @property
    def graded(self) -> tuple[Standing, ...]:
        """Those who have a mark."""
        return tuple(standing for standing in self.standings if standing.graded)


def read_class(
    gradebook: Gradebook, course: Path, assignment: str, problems: Mapping[str, str]
) -> ClassResults:
    """Read how a class stands.

    Args:
        gradebook: nbgrader's, open.
        course: the course's folder, where the record stands.
        assignment: the assignment's name; it must be in the gradebook.
        problems: a student to the reason why there is no mark.
    """
    found = gradebook.find_assignment(assignment)
    records = latest(read_records(record_path(course, assignment)))
    names = {
        student: " ".join(filter(None, (first, last)))
        for student, first, last in gradebook.db.query(
            Student.id, Student.first_name, Student.last_name
        )
    }
    grades = _grades(gradebook, found.id)
    recorded = {item.question for record in records.values() for item in record.items}
    standings: dict[str, Standing] = {}
    for row in _submissions(gradebook, found.id):
        cells = grades.get(row.student_id, [])
        record = records.get(row.student_id)
        standings[row.student_id] = Standing(
            row.student_id,
            names.get(row.student_id, ""),
            max(0.0, row.score - row.late_submission_penalty),
            row.late_submission_penalty,
            sum(cell.extra for cell in cells),
            row.timestamp,
            _late(row.timestamp, found.duedate, row.extension),
            bool(row.needs_manual_grade),
            problems.get(row.student_id) or (record.problem if record else ""),
            record.incidents if record else (),
            # What a person has marked by hand in the meantime is held no more.
            record.held if record and row.needs_manual_grade else "",
            record.key_version if record else "",
            tuple(_items(record, cells, recorded)),
            sum(cell.points for cell in cells if not cell.waits),
            sum(cell.of for cell in cells if not cell.waits),
        )
    for student in {*names, *problems} - set(standings):
        reason = problems.get(student) or "has not submitted"
        standings[student] = Standing(student, names.get(student, ""), problem=reason)
    return ClassResults(
        assignment,
        float(found.max_score),
        found.duedate,
        tuple(standings[student] for student in sorted(standings)),
    )


@dataclass(frozen=True)
class _Cell:
    notebook: str
    name: str
    points: float
    of: float
    extra: float
    by_hand: bool
    waits: bool


def _submissions(gradebook: Gradebook, assignment: str) -> Any:
    submission = SubmittedAssignment
    return gradebook.db.query(
        submission.student_id,
        submission.timestamp,
        submission.extension,
        submission.score,
        submission.late_submission_penalty,
        submission.needs_manual_grade,
    ).filter(submission.assignment_id == assignment)


def _grades(gradebook: Gradebook, assignment: str) -> dict[str, list[_Cell]]:
    # One query for the class: asking each submission for its grades takes seconds at 2,000.
    rows = (
        gradebook.db.query(
            SubmittedAssignment.student_id,
            Notebook.name,
            BaseCell.name,
            Grade.score,
            Grade.max_score,
            Grade.extra_credit,
            Grade.auto_score,
            Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .filter(SubmittedAssignment.assignment_id == assignment)
        .order_by(Notebook.name, BaseCell.name)
    )
    grades: dict[str, list[_Cell]] = {}
    for student, notebook, name, score, of, extra, auto, waits in rows:
        credit = float(extra or 0.0)
        cell = _Cell(
            notebook, name, float(score) - credit, float(of), credit, auto is None, bool(waits)
        )
        grades.setdefault(student, []).append(cell)
    return grades


def _items(
    record: GradedRecord | None, cells: list[_Cell], recorded: set[str]
) -> Iterator[GradedItem]:
    """Yield the items of the record, and for what no record knows the cells of the gradebook."""
    yield from record.items if record else ()
    for cell in cells:
        # A whole question of one student is not compared with the single items of the others.
        if cell.name in recorded or cell.of <= 0 or (cell.by_hand and cell.waits):
            continue
        label = f"{cell.name} (by hand)" if cell.by_hand else cell.name
        outcome = _outcome(cell.points, cell.of)
        yield GradedItem(
            *(label, "", outcome, cell.points, cell.of),
            question=cell.name,
            notebook=cell.notebook,
        )


def _outcome(points: float, of: float) -> Outcome:
    if points >= of:
        return Outcome.RIGHT
    return Outcome.PARTLY if points > 0 else Outcome.WRONG


def _late(submitted: datetime | None, due: datetime | None, extension: Any) -> float:
    if submitted is None or due is None:
        return 0.0
    own = due + extension if extension is not None else due
    return max(0.0, (submitted - own).total_seconds())
