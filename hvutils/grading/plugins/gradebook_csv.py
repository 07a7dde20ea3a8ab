"""Exports marks as a plain table: a row a student and assignment.

``nbgrader export --exporter=hvutils.grading.plugins.gradebook_csv.GradebookExporter``

The columns of nbgrader's own exporter, and four more; quoted, and safe to open in a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nbgrader.api import Assignment, Student

from hvutils.grading.plugins.exports import Entry, MarksExporter
from hvutils.reporting.spreadsheet import safe

__all__ = ["COLUMNS", "GradebookExporter"]

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score", "lms_user_id", "state"),
)
"""The columns, in their order; times are ISO 8601 in UTC."""


class GradebookExporter(MarksExporter):
    """Writes a row a student and assignment."""

    def rows(
        self,
        assignments: Sequence[Assignment],
        students: Sequence[Student],
        entries: dict[str, dict[str, Entry]],
    ) -> Iterator[Iterable[str]]:
        """Yield the headings and the rows."""
        yield COLUMNS
        for assignment in assignments:
            due = f"{assignment.duedate:%Y-%m-%dT%H:%M:%SZ}" if assignment.duedate else ""
            for student in students:
                entry = entries[assignment.name][student.id]
                names = (student.id, student.last_name, student.first_name, student.email)
                state = "none" if entry.points is None else "waits" if entry.waits else "graded"
                yield (
                    self.title(assignment),
                    due,
                    entry.submitted,
                    *(safe(cell or "") for cell in names),
                    self.number(entry.earned, 4),
                    self.number(None if entry.points is None else entry.penalty, 4),
                    self.number(entry.points, 4),
                    self.number(float(assignment.max_score), 4),
                    safe(student.lms_user_id or ""),
                    state,
                )
