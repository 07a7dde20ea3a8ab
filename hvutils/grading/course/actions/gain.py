"""``hv course gain``: how a class answered the same claims before and after the teaching."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from hvutils.errors import KeyFileError
from hvutils.grading.classroom.gain import claims_of, gains
from hvutils.grading.course.class_table import plain
from hvutils.grading.course.course import Course
from hvutils.grading.marking.record import latest, read_records, record_path

__all__ = ["arguments", "run"]

_BEFORE, _AFTER = "orientation/before", "reflection/after"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the two questions."""
    form = "as ASSIGNMENT/QUESTION; default: %(default)s"
    parser.add_argument("before", nargs="?", default=_BEFORE, help=f"asked first, {form}")
    parser.add_argument("after", nargs="?", default=_AFTER, help=f"asked again, {form}")


def run(options: argparse.Namespace) -> int:
    """Print a row a claim.

    Raises:
        KeyFileError: a question is not named as it must be, or nobody answered both.
    """
    course = Course(options.course)
    before, after = (_claims(course, name) for name in (options.before, options.after))
    rows = gains(before, after)
    if not rows:
        raise KeyFileError(
            f"nobody who is graded answered both: {len(before)} answered {options.before}, "
            f"{len(after)} answered {options.after}; grade both assignments first"
        )
    table = Table(title=f"From {options.before} to {options.after}", title_justify="left")
    table.add_column("claim")
    for heading in ("answered both", "right before", "right after", "gain"):
        table.add_column(heading, justify="right")
    for row in rows:
        gained = "-" if row.normalized is None else f"{row.normalized:+.2f}"
        shares = (f"{row.before:.0%}", f"{row.after:.0%}")
        table.add_row(plain(row.claim), str(row.students), *shares, gained)
    console = Console()
    console.print(table)
    console.print("gain: the share of what could be gained (Hake 1998); -: all were right before")
    return 0


def _claims(course: Course, name: str) -> dict[str, dict[str, bool]]:
    assignment, _, question = name.partition("/")
    if not question:
        raise KeyFileError(f"{name!r} is no question: write ASSIGNMENT/QUESTION, as in {_BEFORE}")
    course.check(assignment)
    records = latest(read_records(record_path(course.root, assignment)))
    return claims_of(records.values(), question)
