"""Recording: one writer, one transaction a submission, and files that appear whole.

The order is what makes a killed run go on without loss: the gradebook, the feedback, the line in
the record, and last the autograded folder. Grading takes a submission for recorded when that folder
is there, so whatever is cut short before is simply graded again, to the same rows. A folder that is
to be replaced is taken away before its gradebook rows change.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from nbgrader import api
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection, Engine

from hvutils.errors import HvError, OutputError
from hvutils.grading.marking.record import GradedRecord, append_record, record_path
from hvutils.grading.plugins.extensions import granted
from hvutils.grading.running.gradebook import said_in_words
from hvutils.grading.running.messages import Graded
from hvutils.grading.running.snapshot import NotebookSnapshot, Prior, Snapshot, read_prior
from hvutils.grading.running.staging import remove

__all__ = ["Writer"]

_SECONDS = "%Y-%m-%dT%H:%M:%SZ"

_GRADE, _COMMENT = api.Grade.__table__, api.Comment.__table__
_HANDED_IN, _SUBMISSION = api.SubmittedNotebook.__table__, api.SubmittedAssignment.__table__
_STUDENT = api.Student.__table__

_FIND = select(_SUBMISSION.c.id, _SUBMISSION.c.timestamp).where(
    _SUBMISSION.c.assignment_id == bindparam("assignment"),
    _SUBMISSION.c.student_id == bindparam("student"),
)
_NOTEBOOKS = select(_HANDED_IN.c.notebook_id, _HANDED_IN.c.id).where(
    _HANDED_IN.c.assignment_id == bindparam("submission")
)
_SET_TIME = update(_SUBMISSION).where(_SUBMISSION.c.id == bindparam("submission"))
_SET_EXTENSION = update(_SUBMISSION).where(_SUBMISSION.c.id == bindparam("submission"))
_SET_PENALTY = update(_HANDED_IN).where(_HANDED_IN.c.id == bindparam("notebook"))
_SET_GRADE = update(_GRADE).where(
    _GRADE.c.notebook_id == bindparam("notebook"), _GRADE.c.cell_id == bindparam("cell")
)
_SET_COMMENT = update(_COMMENT).where(
    _COMMENT.c.notebook_id == bindparam("notebook"), _COMMENT.c.cell_id == bindparam("cell")
)


class Writer:
    """Records graded submissions: the only process of a run that touches the gradebook.

    Args:
        engine: the open gradebook.
        course: nbgrader's view of the course's folder.
        snapshot: the assignment.
        staging: the folder of the run for what is on its way.
    """

    def __init__(
        self, engine: Engine, course: CourseDirectory, snapshot: Snapshot, staging: Path
    ) -> None:
        self._engine, self._course, self._snapshot = engine, course, snapshot
        self._staging = staging
        self._record = record_path(Path(course.root), snapshot.name)

    def prior(self, student: str) -> Prior:
        """Read what the gradebook holds of one submission."""
        with said_in_words(self._engine), self._engine.begin() as connection:
            return self._prior(connection, student)

    def record(self, graded: Graded) -> bool:
        """Record one submission.

        Returns:
            Whether it is recorded. It is not where a person has marked by hand, or granted more
            time, since its grading began: then it is to be graded again.

        Raises:
            GradebookError: the gradebook cannot be used.
            OutputError: the disk is full, or a folder cannot be written.
        """
        student = graded.task.student
        try:
            with said_in_words(self._engine), self._engine.begin() as connection:
                now = self._prior(connection, student)
                if now.by_hand() != graded.task.prior.by_hand():
                    return False
                self._take_away(student)
                self._write(connection, graded, known=now.known)
            if graded.folder is not None:
                self._place(graded.folder / "feedback", self._course.feedback_directory, student)
            append_record(self._record, self._line(graded))
            if graded.folder is not None:
                autograded = graded.folder / "autograded"
                self._place(autograded, self._course.autograded_directory, student)
                remove(graded.folder)
        except HvError:
            raise  # an OutputError is an OSError too
        except OSError as error:
            raise OutputError(
                f"{student!r} could not be recorded: {error.strerror} ({error.filename}). Mend "
                "that and run the command again, and it goes on from there"
            ) from None
        return True

    def _prior(self, connection: Connection, student: str) -> Prior:
        """Read what the gradebook holds, with the extension that counts."""
        held = read_prior(connection, self._snapshot.id, student)
        course, due = Path(self._course.root), self._snapshot.duedate
        extension = granted(course, self._snapshot.name, student, due, held.extension)
        return replace(held, extension=extension)

    def _write(self, connection: Connection, graded: Graded, *, known: bool) -> None:
        student = graded.task.student
        if not known:
            connection.execute(insert(_STUDENT), {"id": student})
        of = {"assignment": self._snapshot.id, "student": student}
        row = connection.execute(_FIND, of).first()
        if row is None:
            self._create(connection, student)
            row = connection.execute(_FIND, of).one()
        if graded.timestamp is not None and graded.timestamp != row.timestamp:
            connection.execute(_SET_TIME, {"submission": row.id, "timestamp": graded.timestamp})
        extension = graded.task.prior.extension
        connection.execute(_SET_EXTENSION, {"submission": row.id, "extension": extension})
        found = connection.execute(_NOTEBOOKS, {"submission": row.id})
        handed_in: dict[str, str] = {one.notebook_id: one.id for one in found}
        for notebook in self._snapshot.notebooks:
            if graded.problem:
                _explain(connection, handed_in[notebook.id], graded.problem)
            elif notebook.name in graded.notebooks:
                self._write_notebook(connection, notebook, handed_in[notebook.id], graded)

    def _write_notebook(
        self, connection: Connection, source: NotebookSnapshot, handed_in: str, graded: Graded
    ) -> None:
        rows = graded.notebooks[source.name]
        grades = _ids(source.grade_cells, source.task_cells)
        comments = _ids(source.solution_cells, source.task_cells)
        _update(
            connection,
            _SET_GRADE.values(auto_score=bindparam("auto"), needs_manual_grade=bindparam("needs")),
            [
                {"notebook": handed_in, "cell": grades[cell], "auto": score, "needs": needs}
                for cell, (score, needs) in rows.scores.items()
            ],
        )
        _update(
            connection,
            _SET_COMMENT.values(auto_comment=bindparam("says")),
            [
                {"notebook": handed_in, "cell": comments[cell], "says": says}
                for cell, says in rows.comments.items()
            ],
        )
        penalty = {"notebook": handed_in, "late_submission_penalty": rows.late_penalty}
        connection.execute(_SET_PENALTY, penalty)

    def _create(self, connection: Connection, student: str) -> None:
        """Make the rows of a submission, as ``nbgrader.api.Gradebook.add_submission`` does."""
        submission = _new_id()
        connection.execute(
            insert(_SUBMISSION),
            {"id": submission, "assignment_id": self._snapshot.id, "student_id": student},
        )
        for source in self._snapshot.notebooks:
            notebook = _new_id()
            connection.execute(
                insert(_HANDED_IN),
                {"id": notebook, "assignment_id": submission, "notebook_id": source.id},
            )
            grades = _ids(source.grade_cells, source.task_cells).values()
            comments = _ids(source.solution_cells, source.task_cells).values()
            for table, cells in ((_GRADE, grades), (_COMMENT, comments)):
                _update(
                    connection,
                    insert(table),
                    [{"id": _new_id(), "cell_id": c, "notebook_id": notebook} for c in cells],
                )

    def _take_away(self, student: str) -> None:
        """Take the autograded folder away: what is in it no longer agrees with the gradebook."""
        old = self._path(self._course.autograded_directory, student)
        if old.is_symlink():
            old.unlink()
        elif old.exists():
            gone = self._staging / f"gone-{_new_id()}"
            _move(old, gone)
            remove(gone)

    def _place(self, folder: Path, step: str, student: str) -> None:
        target = self._path(step, student)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink():
            target.unlink()
        elif target.exists():
            remove(target)
        _move(folder, target)

    def _path(self, step: str, student: str) -> Path:
        return Path(self._course.format_path(step, student, self._snapshot.name))

    def _line(self, graded: Graded) -> GradedRecord:
        stamp = graded.timestamp or graded.task.prior.timestamp
        return GradedRecord(
            graded.task.student,
            stamp.strftime(_SECONDS) if stamp else "",
            datetime.now(UTC).strftime(_SECONDS),
            graded.key_version,
            graded.incidents,
            graded.held,
            tuple(item for rows in graded.notebooks.values() for item in rows.items),
            graded.problem,
        )


def _explain(connection: Connection, notebook: str, problem: str) -> None:
    """Say in the gradebook why there is no new mark, and have a person look; keep what is there."""
    connection.execute(
        update(_COMMENT).where(_COMMENT.c.notebook_id == notebook).values(auto_comment=problem)
    )
    connection.execute(
        update(_GRADE).where(_GRADE.c.notebook_id == notebook).values(needs_manual_grade=True)
    )


def _update(connection: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _ids(*groups: Iterable[Any]) -> Mapping[str, str]:
    return {cell.name: cell.id for group in groups for cell in group}


def _new_id() -> str:
    return uuid4().hex


def _move(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # The step's folder is on another disk: what appears there must be whole all the same.
        beside = target.with_name(f".{target.name}-{_new_id()[:8]}")
        shutil.copytree(source, beside)
        beside.replace(target)
        remove(source)
