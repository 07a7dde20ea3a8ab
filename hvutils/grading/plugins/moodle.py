"""Exports marks as Moodle imports them.

``nbgrader export --exporter=hvutils.grading.plugins.moodle.MoodleExporter --to moodle.csv``

Source: moodle/moodle, grade/import/csv/classes/load_data.php (read in 2026). On importing, one
chooses which column finds the student (ID number, e-mail address or user name) and which grade item
a column goes to. Every row has as many cells as the first; a decimal point is understood in every
language; a student who is not found stops the import; a grade over 100 is refused unless the site
allows it. An empty cell takes a grade away that is there, so who has no mark has no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nbgrader.api import Assignment, Student

from hvutils.grading.plugins.exports import Entry, MarksExporter
from hvutils.reporting.spreadsheet import safe

__all__ = ["MoodleExporter"]

_LIMIT = 100.0


class MoodleExporter(MarksExporter):
    """Writes a file for Moodle's import of grades."""

    def rows(
        self,
        assignments: Sequence[Assignment],
        students: Sequence[Student],
        entries: dict[str, dict[str, Entry]],
    ) -> Iterator[Iterable[str]]:
        """Yield the headings and a row a student who has a mark."""
        who = ("Username", "First name", "Last name", "ID number", "Email address")
        yield (*who, *map(self.title, assignments))
        for student in students:
            found = [entries[row.name][student.id].points for row in assignments]
            if not any(points is not None for points in found) and not self.missing_is_zero:
                continue
            if any(points is not None and points > _LIMIT for points in found):
                self.log.warning("%s has more than 100 points: Moodle may refuse it", student.id)
            # The roster takes the address for the id where Moodle's export has no ID number.
            number = student.lms_user_id if student.lms_user_id != student.email else ""
            cells = (student.id, student.first_name, student.last_name, number, student.email)
            yield (*(safe(cell or "") for cell in cells), *map(self.number, found))
