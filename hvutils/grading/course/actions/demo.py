"""``hv course demo``: the demo class, from its submissions to the class table."""

from __future__ import annotations

import argparse
import os

from rich.console import Console

from hvutils.grading.course.class_table import print_scores
from hvutils.grading.course.course import Course
from hvutils.grading.course.demo import STUDENTS, make_submissions
from hvutils.grading.isolation.check import check_isolation
from hvutils.grading.isolation.environment import student_python
from hvutils.grading.running.disk import check_room
from hvutils.grading.running.forking import warm_up
from hvutils.grading.running.runner import Options, grade_class
from hvutils.grading.running.settings import inside

__all__ = ["arguments", "run"]

_EACH = 2 * 1024**2
"""What a student takes on the disk: the submission, graded, and its feedback."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which assignment."""
    parser.add_argument("assignment", help="the assignment, such as recon")


def run(options: argparse.Namespace) -> int:
    """Write the demo class's submissions, grade them and print the class table."""
    warm_up()
    course, assignment = Course(options.course), options.assignment
    console = Console()
    course.check_ready(assignment)
    check_room(course.root, len(STUDENTS) * _EACH)
    check_isolation(student_python())
    course.build(assignment)
    make_submissions(course.root, assignment, assignment)
    course.enrol({student.name: f"{student.name.title()} Demo" for student in STUDENTS})
    with inside(course.root):
        asked = Options(assignment, workers=len(os.sched_getaffinity(0)), force=True)
        outcome = grade_class(course.settings, asked, console)
    print_scores(course.scores(assignment, outcome.problems), console)
    return 0
