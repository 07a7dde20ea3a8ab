"""The class report as CSV: a row a student, for a spreadsheet or a program."""

from __future__ import annotations

from hvutils.grading.classroom.standing import ClassResults
from hvutils.reporting.spreadsheet import csv_row, safe

__all__ = ["COLUMNS", "as_csv"]

COLUMNS = (
    *("student", "name", "state", "points", "of", "penalty", "extra_credit", "submitted_utc"),
    *("seconds_late", "key_version", "incidents", "note"),
)
"""The columns, in their order."""


def as_csv(results: ClassResults) -> str:
    """Return the class as CSV; an empty cell is what there is not."""
    rows = [csv_row(COLUMNS)]
    for row in results.standings:
        state = (
            "held" if row.held else "none" if row.problem else "waits" if row.waits else "graded"
        )
        texts = (row.student, row.name, state)
        numbers = (
            f"{round(row.points, 4):g}" if row.graded else "",
            f"{results.of:g}",
            f"{round(row.penalty, 4):g}",
            f"{round(row.extra, 4):g}",
            f"{row.submitted:%Y-%m-%dT%H:%M:%SZ}" if row.submitted else "",
            f"{row.seconds_late:.0f}",
            row.key_version,
        )
        notes = ("; ".join(row.incidents), row.problem or row.held)
        rows.append(csv_row((*map(safe, texts), *numbers, *map(safe, notes))))
    return "".join(rows)
