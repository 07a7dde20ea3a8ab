"""Which courses a hub has, and who is in them: ``courses.toml``."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from hub.errors import HubError

__all__ = ["Course", "groups_of", "read_courses", "write_courses"]

_COURSE = re.compile(r"[a-z][a-z0-9-]{0,19}")
_USER = re.compile(r"[a-z_][a-z0-9_.-]{0,31}")
_ROLES = ("instructors", "graders", "students")


@dataclass(frozen=True)
class Course:
    """A course and its people.

    Args:
        name: nbgrader's course id.
        place: its place among the hub's courses, from 1; its formgrader's port follows from it.
        instructors: who teaches it.
        graders: who marks in it.
        students: who takes it.
    """

    name: str
    place: int
    instructors: tuple[str, ...] = ()
    graders: tuple[str, ...] = ()
    students: tuple[str, ...] = ()

    @property
    def account(self) -> str:
        """The Linux user that its files and its formgrader belong to."""
        return f"course-{self.name}"

    @property
    def group(self) -> str:
        """The Linux group of its people: who may reach its exchange."""
        return f"hv-{self.name}"

    @property
    def staff(self) -> tuple[str, ...]:
        """Who may open its formgrader."""
        return self.instructors + self.graders

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in it."""
        return self.staff + self.students

    def with_people(self, role: str, names: tuple[str, ...]) -> Course:
        """Return the course with further people.

        Args:
            role: ``instructors``, ``graders`` or ``students``.
            names: their user names.

        Raises:
            HubError: a name cannot be one of a user.
        """
        for name in names:
            check_user(name)
        there = getattr(self, role)
        return replace(self, **{role: there + tuple(n for n in names if n not in there)})

    def without(self, name: str) -> Course:
        """Return the course without a person."""
        return replace(
            self,
            instructors=tuple(n for n in self.instructors if n != name),
            graders=tuple(n for n in self.graders if n != name),
            students=tuple(n for n in self.students if n != name),
        )


def check_user(name: str) -> None:
    """Refuse what cannot be a user of this machine.

    Raises:
        HubError: it cannot.
    """
    if not _USER.fullmatch(name):
        raise HubError(
            f"{name!r} cannot be a user name: small letters, digits, '_', '.' and '-', at most 32"
        )


def check_course(name: str) -> None:
    """Refuse what cannot be a course's name.

    Raises:
        HubError: it cannot.
    """
    if not _COURSE.fullmatch(name):
        raise HubError(
            f"{name!r} cannot be a course's name: small letters, digits and '-', at most 20"
        )


def read_courses(file: Path) -> dict[str, Course]:
    """Return the courses by name.

    Args:
        file: ``courses.toml``; none is no course.

    Raises:
        HubError: it cannot be read, or says what cannot be.
    """
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise HubError(f"{file} cannot be read: {error}") from None
    courses = {name: _course(file, name, row) for name, row in rows.items()}
    places = [course.place for course in courses.values()]
    if len(set(places)) < len(places):
        raise HubError(f"{file}: two courses have the same place: give each a number of its own")
    return courses


def _course(file: Path, name: str, row: object) -> Course:
    known = {field.name for field in fields(Course)} - {"name"}
    if not isinstance(row, dict) or row.keys() - known:
        raise HubError(f"{file}: [{name}] may have {', '.join(sorted(known))}, and nothing else")
    check_course(name)
    place = row.get("place")
    if type(place) is not int or not 1 <= place <= 200:
        raise HubError(f"{file}: the place of {name!r} is a number from 1 to 200, not {place!r}")
    people: dict[str, tuple[str, ...]] = {}
    for role in _ROLES:
        names = row.get(role, [])
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            raise HubError(f"{file}: {role} of {name!r} is a list of user names")
        for one in names:
            check_user(one)
        people[role] = tuple(dict.fromkeys(names))
    return Course(name, place, **people)


def write_courses(file: Path, courses: Mapping[str, Course]) -> None:
    """Write ``courses.toml``, whole or not at all."""
    lines = ["# Which courses this hub has, and who is in them; python -m hub enrol adds people."]
    for course in courses.values():
        lines += ["", f"[{course.name}]", f"place = {course.place}"]
        lines += [f"{role} = {json.dumps(list(getattr(course, role)))}" for role in _ROLES]
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
    # It names people.
    fresh.chmod(0o600)
    fresh.replace(file)


def groups_of(courses: Mapping[str, Course], user: str) -> list[str]:
    """Return the hub's groups of a user, with nbgrader's names."""
    groups = [f"formgrade-{c.name}" for c in courses.values() if user in c.staff]
    return groups + [f"nbgrader-{c.name}" for c in courses.values() if user in c.people]
