"""``hv course regrade``: grade anew what an older key has marked, and say what that changes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from hvutils.grading.classroom.changes import Change, change
from hvutils.grading.course.class_table import plain
from hvutils.grading.course.course import Course
from hvutils.grading.course.grading import grade
from hvutils.grading.course.rehearsal import rehearsal
from hvutils.grading.keys.version import assignment_version
from hvutils.grading.marking.record import GradedRecord, latest, read_records, record_path

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which assignment, and whether it is only tried."""
    parser.add_argument("assignment", help="the assignment, such as recon")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="grade in a copy, print who would change and by how much, and change nothing",
    )


def run(options: argparse.Namespace) -> int:
    """Grade anew whom another version of the key has marked."""
    course, assignment, console = Course(options.course), options.assignment, Console()
    course.check(assignment)
    version = assignment_version(course.root / "source" / assignment)
    before = _records(course.root, assignment)
    stale = [
        student
        for student in course.students(assignment)
        if student in before and before[student].key_version not in ("", version)
    ]
    if not stale:
        console.print(f"every mark of {assignment} comes from the key as it is now ({version})")
        return 0
    if options.dry_run:
        with rehearsal(course, assignment, stale) as folder:
            grade(folder, assignment, stale, console)
            after = _records(folder, assignment)
    else:
        grade(course.root, assignment, stale, console)
        after = _records(course.root, assignment)
    changed = [change(before[student], after[student]) for student in stale if student in after]
    _print(changed, console)
    for student in stale:
        if (record := after.get(student)) is None or record.problem or record.held:
            reason = (record.problem or record.held) if record else "was not graded"
            console.print(plain(f"  {student}: {reason}"))
    same = sum(not row.items for row in changed)
    console.print(f"{len(stale)} graded by version {version} of the key, {same} without a change")
    if options.dry_run:
        console.print("nothing is changed yet: run it again without --dry-run")
    return 0


def _records(root: Path, assignment: str) -> Mapping[str, GradedRecord]:
    return latest(read_records(record_path(root, assignment)))


def _print(changed: Iterable[Change], console: Console) -> None:
    table = Table(title="Automatic points, by the key before and by the key now")
    for heading in ("student", "before", "after", "change"):
        table.add_column(heading, justify="left" if heading == "student" else "right")
    table.add_column("items")
    for row in sorted(changed, key=lambda row: (-abs(row.after - row.before), row.student)):
        if row.items:
            items = "; ".join(f"{item.item} {item.before:g}->{item.after:g}" for item in row.items)
            numbers = (f"{row.before:g}", f"{row.after:g}", f"{row.after - row.before:+g}")
            table.add_row(plain(row.student), *numbers, plain(items))
    if table.row_count:
        console.print(table)
