"""What the exporters share: who has how many points, and a file of them."""

from __future__ import annotations

import sys
from abc import ABCMeta, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Dict, Unicode

from hvutils.errors import OutputError
from hvutils.grading.marking.record import latest, read_records, record_path
from hvutils.reporting.output import opened
from hvutils.reporting.spreadsheet import csv_row, safe

__all__ = ["Entry", "MarksExporter"]


@dataclass(frozen=True)
class Entry:
    """What one student has for one assignment.

    Args:
        points: what counts, less the penalty for lateness, or None where there is no mark.
        earned: before the penalty, or None.
        penalty: for lateness.
        submitted: when it was handed in, as ISO 8601 in UTC, or an empty string.
        waits: whether an answer waits to be marked by hand.
    """

    points: float | None
    earned: float | None = None
    penalty: float = 0.0
    submitted: str = ""
    waits: bool = False


class _AbstractPlugin(type(ExportPlugin), ABCMeta):  # type: ignore[misc]
    """What makes a class of traits whose abstract methods must be given."""


class MarksExporter(ExportPlugin, metaclass=_AbstractPlugin):  # type: ignore[misc]
    """The base of the exporters."""

    titles = Dict(
        help="What an assignment is called there, where that is not its name: "
        "{'recon': 'Reconnaissance (1234)'}.",
    ).tag(config=True)
    missing_is_zero = Bool(
        False, help="Write 0 for who has no submission; else the cell stays empty."
    ).tag(config=True)
    default_name = Unicode("grades.csv")

    def export(self, gradebook: Gradebook) -> None:
        """Write the marks, to the file that ``--to`` names."""
        everyone = sorted(gradebook.students, key=lambda row: str(row.id))
        students = [row for row in everyone if self._asked(row.id, self.student)]
        chosen = [row for row in gradebook.assignments if self._asked(row.name, self.assignment)]
        if unknown := {str(name) for name in self.assignment} - {row.name for row in chosen}:
            self._stop(f"there is no assignment {sorted(unknown)[0]!r} in the gradebook")
        entries = {row.name: self._entries(gradebook, row, students) for row in chosen}
        waits = sum(entry.waits for found in entries.values() for entry in found.values())
        if waits:
            self.log.warning(
                "waiting for marking by hand: %d; their points so far are written", waits
            )
        path = self.to or self.default_name
        try:
            with opened(path, machine=True) as stream:
                for cells in self.rows(chosen, students, entries):
                    stream.write(csv_row(cells, end="\r\n"))
        except OutputError as error:
            self._stop(str(error))
        self.log.info("wrote %s", path)

    @abstractmethod
    def rows(
        self,
        assignments: Sequence[Assignment],
        students: Sequence[Student],
        entries: dict[str, dict[str, Entry]],
    ) -> Iterator[Iterable[str]]:
        """Yield the rows of the file; text in them must be made safe.

        Args:
            assignments: which are written.
            students: who is written.
            entries: an assignment's name and a student's id to what there is.
        """

    def title(self, assignment: Assignment) -> str:
        """Return what an assignment is called there."""
        return safe(str(self.titles.get(assignment.name, assignment.name)))

    def number(self, points: float | None, digits: int = 2) -> str:
        """Return points with a decimal point, whatever the locale; nothing for none."""
        if points is None:
            return "0" if self.missing_is_zero else ""
        return f"{points:.{digits}f}".rstrip("0").rstrip(".")

    def _entries(
        self, gradebook: Gradebook, assignment: Assignment, students: Sequence[Student]
    ) -> dict[str, Entry]:
        root = Path(CourseDirectory(config=self.config).root)
        records = latest(read_records(record_path(root, assignment.name)))
        found: dict[str, Entry] = {}
        for student in students:
            try:
                row = gradebook.find_submission(assignment.name, student.id)
            except MissingEntry:
                found[student.id] = Entry(None)
                continue
            record = records.get(student.id)
            if record is not None and record.held and row.needs_manual_grade:
                self.log.warning("%s, %s: held, no mark is written", student.id, assignment.name)
                found[student.id] = Entry(None)
                continue
            penalty = float(row.late_submission_penalty)
            found[student.id] = Entry(
                max(0.0, row.score - penalty),
                float(row.score),
                penalty,
                f"{row.timestamp:%Y-%m-%dT%H:%M:%SZ}" if row.timestamp else "",
                bool(row.needs_manual_grade),
            )
        return found

    @staticmethod
    def _asked(name: str, wanted: Sequence[object]) -> bool:
        return not wanted or name in map(str, wanted)

    def _stop(self, sentence: str) -> None:
        self.log.critical(sentence)
        sys.exit(2)
