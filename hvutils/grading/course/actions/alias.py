"""``hv course alias``: confirm that a student's work was done under another user name."""

from __future__ import annotations

import argparse

from hvutils.grading.course.course import Course
from hvutils.grading.keys.aliases import load_aliases, save_alias

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the two names."""
    parser.add_argument(
        "student", nargs="?", help="whose submission it is; without it, the aliases are listed"
    )
    parser.add_argument(
        "other",
        nargs="?",
        help="the user name that the work was done under; the student's own takes it back",
    )


def run(options: argparse.Namespace) -> int:
    """Keep the alias; the next grading of that student draws the other name's set.

    Raises:
        KeyFileError: the aliases cannot be read or written.
    """
    course = Course(options.course)
    root = course.root
    if options.other is None:
        aliases = load_aliases(root)
        chosen = {s: o for s, o in aliases.items() if options.student in (None, s)}
        for student, other in chosen.items():
            print(f"{student} worked as {other}")
        if not chosen:
            print("no alias is confirmed" + (f" for {options.student}" if options.student else ""))
        return 0
    save_alias(root, options.student, options.other)
    if options.student == options.other:
        print(f"{options.student} is marked by their own set again")
    else:
        print(f"{options.student}'s work is marked by the set of {options.other}")
        # Two user names of one person, or one person's work in another's name?
        handed_in = [
            name for name in course.assignments() if options.other in course.students(name)
        ]
        if handed_in:
            print(
                f"note: {options.other} has handed in {', '.join(handed_in)} too: "
                "compare the two submissions before you keep this alias"
            )
    print(f"grade again: hv grade ASSIGNMENT --force --student {options.student}")
    return 0
