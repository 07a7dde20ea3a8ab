"""``hv course report``: what the class has, as a table."""

from __future__ import annotations

import argparse

from hvutils.grading.course.class_table import print_scores
from hvutils.grading.course.course import Course

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which assignment."""
    parser.add_argument("assignment", help="the assignment, such as recon")


def run(options: argparse.Namespace) -> int:
    """Print the class table."""
    print_scores(Course(options.course).scores(options.assignment))
    return 0
