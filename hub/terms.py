"""A new term, and the end of an old one."""

from __future__ import annotations

import shutil
import tarfile
import time
from pathlib import Path

from hub.backup import back_up
from hub.courses import Course, read_courses, write_courses
from hub.errors import HubError
from hub.layout import add_course, enrol, settle
from hub.people import leave_group
from hub.places import Places

__all__ = ["archive", "new_term"]


def new_term(places: Places, old: Course, name: str) -> Course:
    """Add a course with another's material and instructors, and with nobody else.

    Raises:
        HubError: there is a course of that name.
    """
    course = add_course(places, name, places.courses / old.name / "source")
    if old.instructors:
        course = enrol(places, name, "instructors", old.instructors, remove=False)
    return course


def archive(places: Places, course: Course) -> Path:
    """Pack a course and its exchange into one archive, and close the course.

    Its account stays, for it owns files; so do its people and their homes.

    Returns:
        The archive.

    Raises:
        HubError: it cannot be packed; nothing is changed.
    """
    back_up(places, course)
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    target = places.backups / f"{course.name}-archive-{stamp}.tar.gz"
    folder, exchange = places.courses / course.name, places.exchange / course.name
    fresh = target.with_name(f".{target.name}.new")
    try:
        with tarfile.open(fresh, "w:gz", compresslevel=3) as packed:
            for part, name in ((folder, "course"), (exchange, "exchange")):
                if part.exists():
                    packed.add(part, name)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise HubError(f"{course.name!r} cannot be packed ({error}): nothing was changed") from None
    fresh.chmod(0o600)
    fresh.replace(target)
    courses = read_courses(places.list_of_courses)
    del courses[course.name]
    write_courses(places.list_of_courses, courses)
    if places.real_users:
        for name in course.people:
            leave_group(name, course.group)
    for part in (folder, exchange):
        shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(places.settings / "courses" / course.name, ignore_errors=True)
    settle(places)
    return target
