"""``hv course``: what an instructor does with a course folder from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from hvutils.grading.course.course import Course, Score

__all__ = ["arguments", "print_scores", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands of ``hv course`` to its parser."""
    commands = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, text in (
        ("build", "generate the students' version in release/"),
        ("demo", "write the demo class's submissions, grade them and print the class table"),
        ("report", "print the class table of what is graded"),
    ):
        command = commands.add_parser(
            name, help=text, description=text, epilog=f"example: hv course {name} recon"
        )
        if name == "build":
            command.add_argument("assignment", nargs="*", help="default: all in source/")
        else:
            command.add_argument("assignment", help="the assignment, such as recon")
        command.add_argument(
            "--course", type=Path, default=Path(), metavar="FOLDER", help="default: this folder"
        )


def run(options: argparse.Namespace) -> int:
    """Run ``hv course``.

    Returns:
        The exit code: 0. A submission that cannot be graded stands in the table with its reason.

    Raises:
        HvError: the course or its key is wrong; the message says how to mend it.
    """
    course = Course(options.course)
    console = Console()
    match options.action:
        case "build":
            for assignment in options.assignment or course.assignments():
                course.build(assignment)
                console.print(f"release/{assignment} is built")
        case "demo":
            _demo(course, options.assignment, console)
        case "report":
            print_scores(course.scores(options.assignment), console)
    return 0


def _demo(course: Course, assignment: str, console: Console) -> None:
    from hvutils.grading.course.demo import STUDENTS, make_submissions
    from hvutils.grading.isolation.check import check_isolation
    from hvutils.grading.isolation.provisioner import student_python

    check_isolation(student_python())
    course.build(assignment)
    make_submissions(course.root, assignment, assignment)
    course.enrol({student.name: f"{student.name.title()} Demo" for student in STUDENTS})
    problems: dict[str, str] = {}
    students = course.students(assignment)
    with Progress(
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[student]}"),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        task = progress.add_task("grading", total=len(students), student="")
        for student in students:
            progress.update(task, student=student)
            problems[student] = course.grade(assignment, student)
            progress.advance(task)
        progress.update(task, student="")
    print_scores(course.scores(assignment, problems), console)


def print_scores(scores: list[Score], console: Console) -> None:
    """Print the class table."""
    table = Table(title="The class", title_justify="left")
    for heading in ("student", "points", "of", "note"):
        table.add_column(heading, justify="right" if heading in ("points", "of") else "left")
    for score in scores:
        note = score.problem or ("waits for marking by hand" if score.waits else "")
        table.add_row(score.student, f"{score.points:g}", f"{score.of:g}", note)
    console.print(table)
