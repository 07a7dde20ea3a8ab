"""``hv course build``: generate the students' version of assignments."""

from __future__ import annotations

import argparse

from hvutils.grading.course.course import Course

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which assignments."""
    parser.add_argument("assignment", nargs="*", help="default: all in source/")


def run(options: argparse.Namespace) -> int:
    """Generate each assignment's folder in ``release/``."""
    course = Course(options.course)
    assignments = options.assignment or course.assignments()
    # All of them before the first one: a wrong name at the end changes nothing either.
    for assignment in assignments:
        course.check_ready(assignment)
    for assignment in assignments:
        course.build(assignment)
        print(f"release/{assignment} is built")
    return 0
