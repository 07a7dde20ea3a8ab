"""Enrolment: what a roster would change in the gradebook, and doing it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nbgrader.api import Gradebook, Student

from hvutils.errors import KeyFileError
from hvutils.grading.classroom.roster import Person, Roster

__all__ = ["Enrolment", "FieldChange", "compare", "enrol"]

# nbgrader's name of a field, ours of a person's, and what it is called.
_FIELDS = (
    ("first_name", "first", "first name"),
    ("last_name", "last", "last name"),
    ("email", "email", "e-mail"),
    ("lms_user_id", "lms_id", "id in the learning platform"),
)


@dataclass(frozen=True)
class FieldChange:
    """One thing about a student that would become another."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Enrolment:
    """What a roster would change.

    Args:
        new: students that the gradebook does not have.
        changed: students of whom something is otherwise, and what.
        same: how many stay as they are.
        others: students of the gradebook that the roster does not name; they stay.
    """

    new: tuple[Person, ...]
    changed: tuple[tuple[Person, tuple[FieldChange, ...]], ...]
    same: int
    others: tuple[str, ...]


def compare(students: Iterable[Student], roster: Roster) -> Enrolment:
    """Return what a roster would change. What it leaves empty stays as it is.

    Args:
        students: those of the gradebook.
        roster: the roster.

    Raises:
        KeyFileError: two students would have the same id in the learning platform.
    """
    there = {student.id: student for student in students}
    named = {person.user for person in roster.people}
    owners = {
        student.lms_user_id: student.id
        for student in there.values()
        if student.lms_user_id and student.id not in named
    }
    changed = []
    for person in roster.people:
        if (owner := owners.get(person.lms_id)) is not None:
            raise KeyFileError(
                f"line {person.line}: {person.user!r} has the id {person.lms_id!r}, which the "
                f"gradebook has for {owner!r}: choose the column of user names with --user, or "
                "mend one of the two"
            )
        if person.user in there and (rows := tuple(_differences(there[person.user], person))):
            changed.append((person, rows))
    new = tuple(person for person in roster.people if person.user not in there)
    same = len(roster.people) - len(new) - len(changed)
    return Enrolment(new, tuple(changed), same, tuple(sorted(set(there) - named)))


def enrol(gradebook: Gradebook, enrolment: Enrolment) -> None:
    """Make the changes, all of them or none."""
    database = gradebook.db
    for person in enrolment.new:
        values = {name: getattr(person, ours) or None for name, ours, _ in _FIELDS}
        if gradebook.authenticator:
            # On a hub the student joins the course's group, as with nbgrader's own command.
            gradebook.authenticator.add_student_to_course(person.user, gradebook.course_id)
        database.add(Student(id=person.user, **values))
    for person, _ in enrolment.changed:
        student = gradebook.find_student(person.user)
        for name, ours, _ in _FIELDS:
            if value := getattr(person, ours):
                setattr(student, name, value)
    database.commit()


def _differences(student: Student, person: Person) -> Iterable[FieldChange]:
    for name, ours, called in _FIELDS:
        before, after = getattr(student, name) or "", getattr(person, ours)
        if after and before != after:
            yield FieldChange(called, before, after)
