"""Adds a submission's line to the record of the run, under stock ``nbgrader autograde`` too."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from hvutils.grading.keys.version import assignment_version
from hvutils.grading.marking.record import (
    GradedRecord,
    append_record,
    graded_items,
    latest,
    read_records,
    record_path,
)
from hvutils.grading.plugins.resources import INCIDENTS, MARKS

__all__ = ["SaveRecord"]

_SECONDS = "%Y-%m-%dT%H:%M:%SZ"


class SaveRecord(NbGraderPreprocessor):  # type: ignore[misc]
    """Adds what was marked to ``grading/<assignment>.jsonl``, after the gradebook has it."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Add the line; the other notebooks of the same submission stay in it."""
        names = resources["nbgrader"]
        student, assignment, notebook = names["student"], names["assignment"], names["notebook"]
        course = CourseDirectory(config=self.config)
        path = record_path(Path(course.root), assignment)
        with Gradebook(names["db_url"]) as gradebook:
            stamp = gradebook.find_submission(assignment, student).timestamp
            alone = len(gradebook.find_assignment(assignment).notebooks) == 1
        submitted = stamp.strftime(_SECONDS) if stamp else ""
        source = Path(course.format_path(course.source_directory, ".", assignment))
        before = None if alone else latest(read_records(path)).get(student)
        kept = before.items if before is not None and before.submitted == submitted else ()
        items = tuple(item for item in kept if item.notebook != notebook)
        record = GradedRecord(
            student,
            submitted,
            datetime.now(UTC).strftime(_SECONDS),
            assignment_version(source),
            incidents=tuple(resources.get(INCIDENTS, ())),
            held=" ".join(mark.held for mark in resources.get(MARKS, ()) if mark.held),
            items=items + graded_items(notebook, resources.get(MARKS, ())),
        )
        append_record(path, record)
        return nb, resources
