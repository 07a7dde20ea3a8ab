"""The snapshot: what a worker must know of the gradebook, as data that can be sent to it.

The gradebook is read by the process that writes it, and by no other. The assignment is read once;
what the gradebook holds of a student, just before that student's submission is handed out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nbgrader import api
from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from hvutils.errors import GradebookError

__all__ = [
    "Cell",
    "NotebookSnapshot",
    "Prior",
    "PriorComment",
    "PriorGrade",
    "PriorNotebook",
    "Snapshot",
    "read_prior",
    "take_snapshot",
]


@dataclass(frozen=True)
class Cell:
    """A cell of the released notebook; the names of its attributes are nbgrader's.

    Args:
        id: its id in the gradebook.
        name: its ``grade_id``.
        cell_type: ``code`` or ``markdown``.
        source: its text, for a source cell.
        locked: whether a submission's text is overwritten.
        checksum: nbgrader's checksum of the released cell.
        max_score: what it is worth, for a graded cell.
    """

    id: str
    name: str
    cell_type: str = ""
    source: str = ""
    locked: bool = False
    checksum: str | None = None
    max_score: float = 0.0


@dataclass(frozen=True)
class NotebookSnapshot:
    """A notebook of the assignment as the gradebook knows it."""

    id: str
    name: str
    kernelspec: str | None
    source_cells: tuple[Cell, ...]
    grade_cells: tuple[Cell, ...]
    solution_cells: tuple[Cell, ...]
    task_cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Snapshot:
    """An assignment as the gradebook knows it."""

    id: str
    name: str
    duedate: datetime | None
    notebooks: tuple[NotebookSnapshot, ...]


@dataclass(frozen=True)
class PriorGrade:
    """What a grade row held before."""

    auto_score: float | None = None
    manual_score: float | None = None
    extra_credit: float | None = None
    needs_manual_grade: bool = True


@dataclass(frozen=True)
class PriorComment:
    """What a comment row held before."""

    auto_comment: str | None = None
    manual_comment: str | None = None


@dataclass(frozen=True)
class PriorNotebook:
    """What the gradebook held of one submitted notebook; cells by their names."""

    grades: Mapping[str, PriorGrade] = field(default_factory=dict)
    comments: Mapping[str, PriorComment] = field(default_factory=dict)


@dataclass(frozen=True)
class Prior:
    """What the gradebook held of one submission before it is graded.

    Args:
        known: whether the student is in the gradebook.
        timestamp: when it was submitted, in UTC.
        extension: how much later the student may submit.
        notebooks: by name; empty where there was no submission.
    """

    known: bool = False
    timestamp: datetime | None = None
    extension: timedelta | None = None
    notebooks: Mapping[str, PriorNotebook] = field(default_factory=dict)

    def by_hand(self) -> object:
        """Return what people have set: a mark rests on it, and must not overtake it."""
        grades = {
            (notebook, name): (grade.manual_score, grade.extra_credit)
            for notebook, held in self.notebooks.items()
            for name, grade in held.grades.items()
            if (grade.manual_score, grade.extra_credit) != (None, None)
        }
        comments = {
            (notebook, name): comment.manual_comment
            for notebook, held in self.notebooks.items()
            for name, comment in held.comments.items()
            if comment.manual_comment is not None
        }
        return self.extension, grades, comments


def take_snapshot(session: Session, assignment: str) -> Snapshot:
    """Read an assignment from the gradebook.

    Raises:
        GradebookError: the gradebook does not have it.
    """
    found = session.scalar(select(api.Assignment).where(api.Assignment.name == assignment))
    if found is None or not found.notebooks:
        raise GradebookError(
            f"assignment {assignment!r} is not in the gradebook yet: build it first with "
            f"hv course build {assignment}"
        )
    notebooks = tuple(_notebook(notebook) for notebook in found.notebooks)
    return Snapshot(found.id, found.name, found.duedate, notebooks)


def _notebook(notebook: api.Notebook) -> NotebookSnapshot:
    return NotebookSnapshot(
        notebook.id,
        notebook.name,
        notebook.kernelspec,
        source_cells=tuple(
            Cell(cell.id, cell.name, cell.cell_type, cell.source, cell.locked, cell.checksum)
            for cell in notebook.source_cells
        ),
        grade_cells=tuple(map(_graded, notebook.grade_cells)),
        solution_cells=tuple(Cell(cell.id, cell.name) for cell in notebook.solution_cells),
        task_cells=tuple(map(_graded, notebook.task_cells)),
    )


def _graded(cell: api.GradeCell | api.TaskCell) -> Cell:
    return Cell(cell.id, cell.name, cell.cell_type, max_score=cell.max_score)


# A cell is one row in base_cell and one in the table of its kind; base_cell has the name.
_CELL = api.BaseCell.__table__
_GRADE, _COMMENT = api.Grade.__table__, api.Comment.__table__
_HANDED_IN, _NOTEBOOK = api.SubmittedNotebook.__table__, api.Notebook.__table__
_SUBMISSION, _STUDENT = api.SubmittedAssignment.__table__, api.Student.__table__

_OF_STUDENT = select(_SUBMISSION.c.id, _SUBMISSION.c.timestamp, _SUBMISSION.c.extension).where(
    _SUBMISSION.c.assignment_id == bindparam("assignment"),
    _SUBMISSION.c.student_id == bindparam("student"),
)
_KNOWN = select(_STUDENT.c.id).where(_STUDENT.c.id == bindparam("student"))
_NOTEBOOKS = (
    select(_NOTEBOOK.c.name)
    .join(_HANDED_IN, _HANDED_IN.c.notebook_id == _NOTEBOOK.c.id)
    .where(_HANDED_IN.c.assignment_id == bindparam("submission"))
)
_GRADES = (
    select(
        _NOTEBOOK.c.name.label("notebook"),
        _CELL.c.name,
        _GRADE.c.auto_score,
        _GRADE.c.manual_score,
        _GRADE.c.extra_credit,
        _GRADE.c.needs_manual_grade,
    )
    .join(_HANDED_IN, _HANDED_IN.c.id == _GRADE.c.notebook_id)
    .join(_NOTEBOOK, _NOTEBOOK.c.id == _HANDED_IN.c.notebook_id)
    .join(_CELL, _CELL.c.id == _GRADE.c.cell_id)
    .where(_HANDED_IN.c.assignment_id == bindparam("submission"))
)
_COMMENTS = (
    select(
        _NOTEBOOK.c.name.label("notebook"),
        _CELL.c.name,
        _COMMENT.c.auto_comment,
        _COMMENT.c.manual_comment,
    )
    .join(_HANDED_IN, _HANDED_IN.c.id == _COMMENT.c.notebook_id)
    .join(_NOTEBOOK, _NOTEBOOK.c.id == _HANDED_IN.c.notebook_id)
    .join(_CELL, _CELL.c.id == _COMMENT.c.cell_id)
    .where(_HANDED_IN.c.assignment_id == bindparam("submission"))
)


def read_prior(connection: Connection, assignment: str, student: str) -> Prior:
    """Read what the gradebook holds of one submission.

    Args:
        connection: to the gradebook.
        assignment: the assignment's id in the gradebook.
        student: the student's id.
    """
    known = connection.execute(_KNOWN, {"student": student}).first() is not None
    row = connection.execute(_OF_STUDENT, {"assignment": assignment, "student": student}).first()
    if row is None:
        return Prior(known)
    of = {"submission": row.id}
    names = connection.scalars(_NOTEBOOKS, of).all()
    grades: dict[str, dict[str, PriorGrade]] = {name: {} for name in names}
    comments: dict[str, dict[str, PriorComment]] = {name: {} for name in names}
    for notebook, name, *held in connection.execute(_GRADES, of):
        grades[notebook][name] = PriorGrade(*held)
    for notebook, name, *held in connection.execute(_COMMENTS, of):
        comments[notebook][name] = PriorComment(*held)
    notebooks = {name: PriorNotebook(grades[name], comments[name]) for name in names}
    return Prior(known, row.timestamp, row.extension, notebooks)
