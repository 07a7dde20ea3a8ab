"""``hv course check``: whether notebooks, keys and pool agree, before a student sees them."""

from __future__ import annotations

import argparse

from hvutils.grading.course.checks import check_notebook
from hvutils.grading.course.course import Course

__all__ = ["arguments", "run"]

_FAULTY = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which assignments."""
    parser.add_argument("assignment", nargs="*", help="default: all in source/")


def run(options: argparse.Namespace) -> int:
    """Check each notebook of the assignments, and print a sentence for each fault.

    Returns:
        0, or 1 where there is a fault.

    Raises:
        KeyFileError: there is no such assignment.
    """
    course = Course(options.course)
    faulty = False
    for assignment in options.assignment or course.assignments():
        for source in course.sources(assignment):
            checked = check_notebook(source)
            faulty = faulty or bool(checked.faults)
            for fault in checked.faults:
                print(fault)
            if not checked.faults:
                print(
                    f"{assignment}/{source.name}: {checked.questions} questions of "
                    f"{checked.points:g} points agree with {source.stem}.key.toml; "
                    f"{checked.samples} sample answers get what the key says, untouched ones zero"
                )
    return _FAULTY if faulty else 0
