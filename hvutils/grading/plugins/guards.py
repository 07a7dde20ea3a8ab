"""Guards where nbgrader has no place for a plug-in: between finding a submission and copying it.

``nbgrader_config.py`` installs them, so they hold wherever it is used: under ``nbgrader
autograde``, in the formgrader and in ``hv grade``. Each puts one method of nbgrader's in brackets,
and calls it.
"""

from __future__ import annotations

import contextlib
import functools
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.exportapp import ExportApp
from nbgrader.converters import Autograde, base
from nbgrader.coursedir import CourseDirectory

from hvutils.errors import HvError
from hvutils.grading.intake import RefusedError, fault_of_student, read_stamp
from hvutils.grading.marking.record import GradedRecord, append_record, record_path
from hvutils.grading.plugins.pages import guard_pages
from hvutils.grading.plugins.take_in import SubmissionExporter
from hvutils.grading.running.gradebook import check_there, engine_of, said_in_words

__all__ = ["install_guards"]

_BAD_INPUT = 2
_SECONDS = "%Y-%m-%dT%H:%M:%SZ"


def install_guards() -> None:
    """Guard nbgrader's reading of submissions, and the formgrader's pages where it runs here."""
    _bracket(CourseDirectory, "get_existing_timestamp", _existing_timestamp)
    _bracket(Autograde, "init_notebooks", _init_notebooks)
    _bracket(Autograde, "init_assignment", _init_assignment)
    _bracket(Autograde, "convert_single_notebook", _convert_single_notebook)
    _bracket(ExportApp, "start", _export)
    if "nbgrader.server_extensions.formgrader.handlers" in sys.modules:
        guard_pages()


def _bracket(owner: type, name: str, guard: Callable[..., Any]) -> None:
    original = getattr(owner, name)
    if hasattr(original, "guarded"):
        return

    @functools.wraps(original)
    def method(self: Any, *arguments: Any) -> Any:
        return guard(functools.partial(original, self), self, *arguments)

    method.guarded = True  # type: ignore[attr-defined]
    setattr(owner, name, method)


def _existing_timestamp(original: Any, course: Any, folder: str) -> datetime | None:
    """Read a stamp as hostile; one that says no time stops neither a batch nor a page."""
    try:
        return read_stamp(Path(folder).absolute())
    except ValueError as error:
        course.log.error("%s: %s", folder, error)
        return None


def _init_notebooks(original: Any, autograde: Any) -> None:
    """Leave out folders that are no student's, and take in those without a notebook."""
    # It raises where nobody has a notebook; whoever has a folder is told so below.
    with contextlib.suppress(base.NbGraderException):
        original()
    course = autograde.coursedir
    pattern = autograde._format_source(course.assignment_id, course.student_id)
    for folder in sorted(base.glob.glob(pattern)):
        student = _student_of(autograde, folder)
        if fault := fault_of_student(student) if student is not None else "no student":
            autograde.log.error("not graded: %s: %s", ascii(folder), fault)
            autograde.assignments.pop(folder, None)
        elif folder not in autograde.assignments and course.notebook_id == "*":
            autograde.assignments[folder] = [
                str(Path(folder, f"{name}.ipynb")) for name in _expected(autograde, folder)
            ]
    autograde.assignments = {name: found for name, found in autograde.assignments.items() if found}
    if not autograde.assignments:
        raise base.NbGraderException(f"No notebooks were matched by {pattern!r}")


def _init_assignment(original: Any, autograde: Any, assignment: str, student: str) -> None:
    """Lay the submission's plain files down; nbgrader then copies none, and adds its own."""
    exporter = autograde.exporter
    folder = Path(autograde._format_source(assignment, student)).absolute()
    target = Path(autograde._format_dest(assignment, student))
    if isinstance(exporter, SubmissionExporter):
        expected = _expected(autograde, str(folder))
        intake = exporter.take_in(folder, expected)
        for file in intake.files:
            path = target / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.write_bytes(file.content)
        if autograde.coursedir.notebook_id == "*":
            there = {Path(path).stem for path in autograde.notebooks}
            # One of several that is missing earns nothing; where all are, a person is to look.
            autograde.notebooks = [
                str(Path(autograde._format_source(assignment, student), f"{name}.ipynb"))
                for name in expected
                if name in intake.notebooks or name in there or not intake.notebooks
            ]
    # nbgrader sets a missing notebook to zero; where all are missing a person is to look instead.
    autograde.hv_before = _scores(autograde.coursedir, assignment, student)
    with _no_files():
        original(assignment, student)


def _convert_single_notebook(original: Any, autograde: Any, path: str) -> None:
    """Say in the gradebook and in the record why a notebook cannot be graded."""
    try:
        original(path)
    except RefusedError as reason:
        student = _student_of(autograde, str(Path(path).parent)) or ""
        _explain(autograde, student, Path(path).stem, str(reason))
        raise


def _export(original: Any, app: Any) -> None:
    """Say in a sentence why marks cannot be written; nbgrader would make an empty gradebook."""
    url = app.coursedir.db_url
    try:
        check_there(url)
        with said_in_words(engine_of(url)):
            original()
    except HvError as error:
        app.log.critical("%s", error)
        sys.exit(_BAD_INPUT)


def _explain(autograde: Any, student: str, notebook: str, reason: str) -> None:
    course = autograde.coursedir
    assignment = course.assignment_id
    with Gradebook(course.db_url, course.course_id) as gradebook:
        found = gradebook.find_submission_notebook(notebook, assignment, student)
        for comment in found.comments:
            comment.auto_comment = reason
        for grade in found.grades:
            # Whatever was given stays; a person is asked to look.
            grade.auto_score = autograde.hv_before.get((notebook, grade.name))
            grade.needs_manual_grade = True
        stamp = found.assignment.timestamp
        gradebook.db.commit()
    taken = autograde.exporter.taken(Path(autograde._format_source(assignment, student)).absolute())
    line = GradedRecord(
        student,
        stamp.strftime(_SECONDS) if stamp else "",
        datetime.now(UTC).strftime(_SECONDS),
        "",
        incidents=taken.incidents if taken else (),
        problem=reason,
    )
    append_record(record_path(Path(course.root), assignment), line)


def _scores(course: Any, assignment: str, student: str) -> dict[tuple[str, str], float | None]:
    """Return what the gradebook held: a notebook and a cell to its automatic score."""
    with Gradebook(course.db_url, course.course_id) as gradebook:
        try:
            found = gradebook.find_submission(assignment, student)
        except MissingEntry:
            return {}
        return {
            (notebook.name, grade.name): grade.auto_score
            for notebook in found.notebooks
            for grade in notebook.grades
        }


def _student_of(autograde: Any, folder: str) -> str | None:
    pattern = autograde._format_source("(?P<assignment>.*)", "(?P<student>.*)", escape=True)
    found = re.fullmatch(pattern, folder, re.DOTALL)
    return found["student"] if found else None


def _expected(autograde: Any, folder: str) -> list[str]:
    course = autograde.coursedir
    with Gradebook(course.db_url, course.course_id) as gradebook:
        try:
            return [
                found.name for found in gradebook.find_assignment(course.assignment_id).notebooks
            ]
        except MissingEntry:
            return []


@contextlib.contextmanager
def _no_files() -> Iterator[None]:
    """Have nbgrader find no file to copy: what may be copied is laid down already."""
    found = base.find_all_files
    base.find_all_files = lambda *_: []
    try:
        yield
    finally:
        base.find_all_files = found
