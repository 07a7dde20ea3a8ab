"""Exports marks as Canvas imports them.

``nbgrader export --exporter=hvutils.grading.plugins.canvas.CanvasExporter --to canvas.csv``

Source: instructure/canvas-lms, lib/gradebook_importer.rb (read in 2026). The first columns must be
``Student``, ``ID``, then ``SIS Login ID`` alone or after ``SIS User ID``, then ``Section``; a row
that begins with ``Points Possible`` gives what can be earned; students are found by ``ID``, else by
the login; an assignment by its title, or by ``Title (id)``, and one that is not found becomes a new
one. Scores have two decimals. A cell that is empty takes a score away that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nbgrader.api import Assignment, Student

from hvutils.grading.plugins.exports import Entry, MarksExporter
from hvutils.reporting.spreadsheet import safe

__all__ = ["CanvasExporter"]


class CanvasExporter(MarksExporter):
    """Writes a gradebook file of Canvas."""

    def rows(
        self,
        assignments: Sequence[Assignment],
        students: Sequence[Student],
        entries: dict[str, dict[str, Entry]],
    ) -> Iterator[Iterable[str]]:
        """Yield the headings, the points that can be earned, and a row a student."""
        yield ("Student", "ID", "SIS Login ID", "Section", *map(self.title, assignments))
        possible = (self.number(float(row.max_score)) for row in assignments)
        yield ("    Points Possible", "", "", "", *possible)
        for student in students:
            name = ", ".join(filter(None, (student.last_name, student.first_name))) or student.id
            points = (self.number(entries[row.name][student.id].points) for row in assignments)
            yield (safe(name), safe(student.lms_user_id or ""), safe(student.id), "", *points)
