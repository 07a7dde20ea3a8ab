"""``hv course extend``: a later due date for one student."""

from __future__ import annotations

import argparse
from datetime import datetime

from nbgrader.api import Gradebook, MissingEntry

from hvutils.errors import KeyFileError
from hvutils.grading.course.course import Course
from hvutils.grading.plugins.extensions import FILE, parse_date, put_back, set_extension
from hvutils.grading.plugins.late import settle_lateness

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare who, what and until when."""
    parser.add_argument("student", help="the user name")
    parser.add_argument("assignment", help="the assignment, such as recon")
    parser.add_argument(
        "date",
        help="the student's own due date, such as 2026-12-01 (the end of that day) or "
        "'2026-12-01 18:00 +0100'; without a zone it is UTC; 'none' takes an extension away",
    )


def run(options: argparse.Namespace) -> int:
    """Write the extension, and work the penalty of what is graded out anew."""
    course, assignment, student = Course(options.course), options.assignment, options.student
    course.check(assignment)
    until = None if options.date == "none" else parse_date(options.date)
    with course.gradebook() as gradebook:
        try:
            due: datetime | None = gradebook.find_assignment(assignment).duedate
        except MissingEntry:
            raise KeyFileError(
                f"assignment {assignment!r} is not in the gradebook yet: build it first with "
                f"hv course build {assignment}"
            ) from None
        _check(assignment, due, until)
        try:
            gradebook.find_student(student)
        except MissingEntry:
            raise KeyFileError(
                f"there is no student {student!r} in the gradebook: add the class first with "
                "hv course roster FILE --apply"
            ) from None
        before = _penalty(gradebook, assignment, student)
        with put_back(course.root):
            set_extension(course.root, assignment, student, until)
            if until is None and before is not None:
                gradebook.find_submission(assignment, student).extension = None
            after = settle_lateness(gradebook, course.config, course.root, assignment, student)
            gradebook.db.commit()
    said = f"until {until:%Y-%m-%d %H:%M} UTC" if until else "no extension"
    print(f"{student}, {assignment}: {said} ({FILE})")
    if before is not None and after is not None:
        print(f"penalty for lateness: {before:g} before, {after:g} now")
    return 0


def _check(assignment: str, due: datetime | None, until: datetime | None) -> None:
    if until is None:
        return
    if due is None:
        raise KeyFileError(
            f"assignment {assignment!r} has no due date: set one in the formgrader or with "
            "nbgrader before you extend it"
        )
    if until <= due:
        raise KeyFileError(
            f"assignment {assignment!r} is due {due:%Y-%m-%d %H:%M} UTC, and "
            f"{until:%Y-%m-%d %H:%M} UTC is no later: give a later date"
        )


def _penalty(gradebook: Gradebook, assignment: str, student: str) -> float | None:
    try:
        found = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return None
    return float(found.late_submission_penalty)
