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
    for assignment in options.assignment or course.assignments():
        course.build(assignment)
        print(f"release/{assignment} is built")
    return 0
