"""``hv course roster``: the class as Canvas or Moodle exports it, into the gradebook."""

from __future__ import annotations

import argparse
from pathlib import Path

from hvutils.grading.classroom.enrolment import Enrolment, compare, enrol
from hvutils.grading.classroom.roster import UserFrom, read_roster
from hvutils.grading.course.course import Course

__all__ = ["arguments", "run"]

_NAMED = 10
"""How many of those that the file does not name are listed."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file, and whether it is more than tried."""
    parser.add_argument(
        "file",
        type=Path,
        help="CSV: Canvas's gradebook export, Moodle's participants or gradebook export",
    )
    parser.add_argument(
        "--apply", action="store_true", help="make the changes; else they are only printed"
    )
    parser.add_argument(
        "--user",
        choices=[kind.value for kind in UserFrom],
        help="which column is the user name on the hub: login, email, mailbox (what stands before "
        "the @) or id; default: login where there is one, else mailbox",
    )


def run(options: argparse.Namespace) -> int:
    """Print what a roster would change, and change it where that was asked for."""
    roster = read_roster(options.file, UserFrom(options.user) if options.user else None)
    course = Course(options.course)
    if options.apply or course.has_gradebook():
        with course.gradebook(make=True) as gradebook:
            found = compare(gradebook.students, roster)
            if options.apply:
                enrol(gradebook, found)
    else:
        found = compare((), roster)
    print(f"{roster.system}: {_many(len(roster.people))} in {options.file.name}")
    for remark in roster.remarks:
        print(f"  note: {remark}")
    _print(found)
    if options.apply:
        print("the gradebook is changed")
    elif found.new or found.changed:
        print("nothing is changed yet: run it again with --apply")
    return 0


def _print(found: Enrolment) -> None:
    for person in found.new:
        name = " ".join(filter(None, (person.first, person.last)))
        print(f"  new      {person.user}  {name}  {person.email}  {person.lms_id}".rstrip())
    for person, rows in found.changed:
        for row in rows:
            print(f"  changed  {person.user}  {row.field}: {row.before or '(none)'} -> {row.after}")
    if found.same:
        print(f"  same     {_many(found.same)}")
    for user in found.others[:_NAMED]:
        print(f"  kept     {user}  is in the gradebook and not in the file")
    if len(found.others) > _NAMED:
        print(f"  kept     {len(found.others) - _NAMED} more")


def _many(count: int) -> str:
    return f"{count} student{'' if count == 1 else 's'}"
