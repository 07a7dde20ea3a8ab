"""``hv course penalties``: work out anew what lateness costs, after marking by hand."""

from __future__ import annotations

import argparse

from nbgrader.api import MissingEntry

from hvutils.errors import KeyFileError
from hvutils.grading.course.course import Course
from hvutils.grading.plugins.late import settle_lateness

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which assignment."""
    parser.add_argument("assignment", help="the assignment, such as recon")


def run(options: argparse.Namespace) -> int:
    """Settle every submission's penalty from the points it has now; nothing is executed."""
    course, assignment = Course(options.course), options.assignment
    course.check(assignment)
    changed = []
    with course.gradebook() as gradebook:
        try:
            submissions = gradebook.find_assignment(assignment).submissions
        except MissingEntry:
            raise KeyFileError(
                f"assignment {assignment!r} is not in the gradebook yet: build it first with "
                f"hv course build {assignment}"
            ) from None
        before = {found.student_id: found.late_submission_penalty for found in submissions}
        for student, old in sorted(before.items()):
            new = settle_lateness(gradebook, course.config, course.root, assignment, student)
            if new is not None and new != old:
                changed.append(f"{student}: {old:g} before, {new:g} now")
        gradebook.db.commit()
    print("\n".join([*changed, f"submissions: {len(before)}, penalties changed: {len(changed)}"]))
    return 0
