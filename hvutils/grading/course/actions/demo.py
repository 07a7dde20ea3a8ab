"""``hv course demo``: the demo class, from its submissions to the class table."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hvutils.grading.course.class_table import print_scores
from hvutils.grading.course.course import Course
from hvutils.grading.course.demo import STUDENTS, make_submissions
from hvutils.grading.isolation.check import check_isolation
from hvutils.grading.isolation.environment import student_python

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which assignment."""
    parser.add_argument("assignment", help="the assignment, such as recon")


def run(options: argparse.Namespace) -> int:
    """Write the demo class's submissions, grade them and print the class table."""
    course, assignment = Course(options.course), options.assignment
    console = Console()
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
    return 0
