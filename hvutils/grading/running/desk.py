"""The desk: a gradebook of one submission, with which nbgrader's own preprocessors work.

A worker has no gradebook. It has the snapshot, and what the gradebook held of the submission that
it grades; nbgrader's preprocessors find their rows here by nbgrader's own names, set scores and
comments on them, and what they have set is sent to the writer. So what a mark is and when a person
must look at it is decided by nbgrader's code, here as under ``nbgrader autograde``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import nbgrader.preprocessors.getgrades
import nbgrader.preprocessors.latesubmissions
import nbgrader.preprocessors.overwritecells
import nbgrader.preprocessors.overwritekernelspec
import nbgrader.preprocessors.saveautogrades
from nbgrader.api import Gradebook, MissingEntry

import hvutils.grading.plugins.repair
from hvutils.grading.isolation.jobs import Executed
from hvutils.grading.running.snapshot import (
    Cell,
    NotebookSnapshot,
    Prior,
    PriorComment,
    PriorGrade,
    PriorNotebook,
    Snapshot,
)

__all__ = ["Desk", "DeskComment", "DeskGrade", "DeskNotebook", "DeskUrl", "lend_desks"]


_Row = TypeVar("_Row")


class DeskUrl(str):
    """The address of the gradebook, with the desk that stands in for it.

    Args:
        desk: the desk.
        executed: what executing the notebook gave that is being graded.
    """

    desk: Desk
    executed: Executed

    def __deepcopy__(self, memo: dict[int, Any]) -> DeskUrl:
        """Return itself: nbconvert copies its resources, and the desk is to be written on."""
        return self


@dataclass
class DeskGrade:
    """A grade row: nbgrader's names."""

    cell: Cell
    auto_score: float | None
    manual_score: float | None
    extra_credit: float | None
    needs_manual_grade: bool

    @property
    def score(self) -> float:
        """What counts: the mark by hand before the automatic one, and extra credit on top."""
        mark = self.auto_score if self.manual_score is None else self.manual_score
        return 0.0 if mark is None else mark + (self.extra_credit or 0.0)

    @property
    def max_score(self) -> float:
        """What the cell is worth."""
        return self.cell.max_score


@dataclass
class DeskComment:
    """A comment row: nbgrader's names."""

    cell: Cell
    auto_comment: str | None
    manual_comment: str | None

    @property
    def comment(self) -> str | None:
        """What counts: the comment by hand before the automatic one."""
        return self.auto_comment if self.manual_comment is None else self.manual_comment


@dataclass
class DeskNotebook:
    """A submitted notebook: nbgrader's names."""

    source: NotebookSnapshot
    grades: dict[str, DeskGrade]
    comments: dict[str, DeskComment]
    late_submission_penalty: float | None = None

    @property
    def score(self) -> float:
        """The sum of the scores."""
        return _total(grade.score for grade in self.grades.values())

    @property
    def max_score(self) -> float:
        """The sum of what the cells are worth."""
        return _total(grade.max_score for grade in self.grades.values())


@dataclass(frozen=True)
class DeskSubmission:
    """A submission: nbgrader's names."""

    student: str
    total_seconds_late: float


class _Database:
    """What nbgrader's preprocessors call when a row is set: there is nothing to commit yet."""

    def commit(self) -> None:
        """Do nothing: the writer records the whole submission in one transaction."""


@dataclass
class Desk:
    """A gradebook of one submission, by the part of ``nbgrader.api.Gradebook`` that is used.

    Args:
        snapshot: the assignment.
        student: the student's id.
        timestamp: when the submission was handed in, in UTC.
        prior: what the gradebook held of it.
    """

    snapshot: Snapshot
    student: str
    timestamp: datetime | None
    prior: Prior
    notebooks: dict[str, DeskNotebook] = field(init=False)
    db: _Database = field(default_factory=_Database)

    def __post_init__(self) -> None:
        held = self.prior.notebooks
        self.notebooks = {
            source.name: _lay_out(source, held.get(source.name, PriorNotebook()))
            for source in self.snapshot.notebooks
        }

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def find_notebook(self, notebook: str, assignment: str) -> NotebookSnapshot:
        """Find a notebook of the assignment."""
        return self._handed_in(notebook, assignment).source

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> Cell:
        """Find a cell of the released notebook."""
        return _one(name, self.find_notebook(notebook, assignment).source_cells)

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> Cell:
        """Find a cell that is worth points."""
        source = self.find_notebook(notebook, assignment)
        return _one(name, (*source.grade_cells, *source.task_cells))

    def find_submission(self, assignment: str, student: str) -> DeskSubmission:
        """Find the submission; it knows how late it is."""
        due = self.snapshot.duedate
        if due is not None and self.prior.extension is not None:
            due += self.prior.extension
        late = 0.0
        if self.timestamp is not None and due is not None:
            late = max(0, (self.timestamp - due).total_seconds())
        return DeskSubmission(student, late)

    def find_submission_notebook(
        self, notebook: str, assignment: str, student: str
    ) -> DeskNotebook:
        """Find a submitted notebook."""
        return self._handed_in(notebook, assignment, student)

    def find_grade(self, name: str, notebook: str, assignment: str, student: str) -> DeskGrade:
        """Find the grade of a cell."""
        return _row(name, self._handed_in(notebook, assignment, student).grades)

    def find_comment(self, name: str, notebook: str, assignment: str, student: str) -> DeskComment:
        """Find the comment on a cell."""
        return _row(name, self._handed_in(notebook, assignment, student).comments)

    def _handed_in(
        self, notebook: str, assignment: str, student: str | None = None
    ) -> DeskNotebook:
        there = assignment == self.snapshot.name and student in (None, self.student)
        if not there or notebook not in self.notebooks:
            raise MissingEntry(f"No such notebook: {assignment}/{notebook}")
        return self.notebooks[notebook]


def lend_desks() -> None:
    """Have nbgrader's preprocessors open a desk where they are given the address of one.

    They make their ``Gradebook`` from the address that the resources hold, some of them several
    times a notebook. In this process a ``DeskUrl`` opens its desk; any other address opens the
    gradebook as ever, so that a plug-in of somebody else's finds the true one.
    """
    modules: tuple[Any, ...] = (
        nbgrader.preprocessors.getgrades,
        nbgrader.preprocessors.latesubmissions,
        nbgrader.preprocessors.overwritecells,
        nbgrader.preprocessors.overwritekernelspec,
        nbgrader.preprocessors.saveautogrades,
        hvutils.grading.plugins.repair,
    )
    for module in modules:
        module.Gradebook = _open


def _open(url: str, *arguments: Any, **options: Any) -> Any:
    return url.desk if isinstance(url, DeskUrl) else Gradebook(url, *arguments, **options)


def _lay_out(source: NotebookSnapshot, held: PriorNotebook) -> DeskNotebook:
    grades, comments = {}, {}
    for cell in (*source.grade_cells, *source.task_cells):
        grade = held.grades.get(cell.name, PriorGrade())
        grades[cell.name] = DeskGrade(
            cell,
            grade.auto_score,
            grade.manual_score,
            grade.extra_credit,
            grade.needs_manual_grade,
        )
    for cell in (*source.solution_cells, *source.task_cells):
        comment = held.comments.get(cell.name, PriorComment())
        comments[cell.name] = DeskComment(cell, comment.auto_comment, comment.manual_comment)
    return DeskNotebook(source, grades, comments)


def _one(name: str, cells: Iterable[Cell]) -> Cell:
    for cell in cells:
        if cell.name == name:
            return cell
    raise MissingEntry(f"No such cell: {name}")


def _row(name: str, rows: dict[str, _Row]) -> _Row:
    if name not in rows:
        raise MissingEntry(f"No such row: {name}")
    return rows[name]


_summing = sqlite3.connect(":memory:", check_same_thread=False)


def _total(scores: Iterable[float]) -> float:
    # The database sums scores; how it rounds depends on its version, so the same one does it here.
    rows = [(score,) for score in scores]
    values = ",".join(["(?)"] * len(rows)) or "(0.0)"
    flat = [score for (score,) in rows]
    (total,) = _summing.execute(f"SELECT sum(column1) FROM (VALUES {values})", flat).fetchone()
    return float(total)
