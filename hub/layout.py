"""Lays out a course: its account, its folder, its part of the exchange, its people."""

from __future__ import annotations

import csv
import io
import os
import pwd
import shutil
from collections.abc import Mapping
from pathlib import Path

from hub.accounts import run_as_course
from hub.courses import Course, check_course, read_courses, write_courses
from hub.errors import HubError
from hub.exchange import make_exchange
from hub.people import add_people, full_name, leave_group
from hub.places import STAFF, Places

__all__ = ["add_course", "enrol", "give", "lay_out", "release", "settle"]

_COURSE_CONFIG = """\
# Written by the hub: the project's configuration, with this hub's exchange. Yours goes below.
c = get_config()
load_subconfig("nbgrader_config.py", path={project!r})
c.CourseDirectory.course_id = {course!r}
c.CourseDirectory.root = {folder!r}
c.Exchange.root = {exchange!r}
c.Exchange.path_includes_course = True
"""

# Whose submission it is, the owner of a file says, where users are users of this machine.
_ONE_USER = "# All students are one user of this machine.\nc.CheckedCollect.check_owner = False\n"

_STUDENT_CONFIG = """\
# Written by the hub: nbgrader for students, and nothing of grading.
import os
import secrets

c = get_config()
c.Exchange.root = {exchange!r}
c.Exchange.path_includes_course = True
c.ExchangeFactory.submit = "hub.lab.sealed.SealedSubmit"
c.Authenticator.plugin_class = "hub.lab.enrolled.EnrolledPlugin"
c.CourseDirectory.student_id = os.environ.get("HV_HUB_STUDENT", "*")
# Validate's kernel too talks over sockets that nobody else reaches.
if runtime := os.environ.get("JUPYTER_RUNTIME_DIR"):
    c.KernelManager.transport = "ipc"
    c.KernelManager.ip = os.path.join(runtime, f"validate-{{secrets.token_hex(4)}}")
"""


def settle(places: Places) -> None:
    """Write Jupyter's configuration for students and the staff, and one for each course."""
    shutil.copytree(Path(__file__).parent / "settings", places.settings, dirs_exist_ok=True)
    config = _STUDENT_CONFIG.format(exchange=str(places.exchange))
    (places.settings / "student" / "nbgrader_config.py").write_text(config, encoding="utf-8")
    for name in read_courses(places.list_of_courses):
        folder = places.settings / "courses" / name
        folder.mkdir(parents=True, exist_ok=True)
        text = f"c = get_config()\nc.CourseDirectory.course_id = {name!r}\n"
        (folder / "nbgrader_config.py").write_text(text, encoding="utf-8")


def add_course(places: Places, name: str, source: Path | None = None) -> Course:
    """Add a course, with its material.

    Args:
        places: the hub.
        name: nbgrader's course id.
        source: the folder that becomes its ``source/``; the project's own otherwise.

    Raises:
        HubError: there is one of that name, or the material is no course's.
    """
    check_course(name)
    courses = read_courses(places.list_of_courses)
    if name in courses:
        raise HubError(f"there is a course {name!r} already: hub enrol adds people to it")
    source = source or places.whole / "share" / "hypervisors" / "source"
    if not any(source.glob("*/*.ipynb")):
        raise HubError(f"{source} has no assignment: it holds a folder with notebooks for each")
    taken = {course.place for course in courses.values()}
    place = next(number for number in range(1, 201) if number not in taken)
    course = Course(name, place)
    lay_out(places, course)
    target = places.courses / name / "source"
    # Another course's account may have put a link there, to what root alone reads.
    shutil.copytree(source, target, dirs_exist_ok=True, symlinks=True)
    give(places, course, target)
    write_courses(places.list_of_courses, courses | {name: course})
    settle(places)
    return course


def lay_out(places: Places, course: Course) -> None:
    """Make what a course needs, where it is not there, and set its modes right.

    Raises:
        HubError: the system refuses.
    """
    folder = places.courses / course.name
    if places.real_users:
        add_people(places, course)
    else:
        for name in course.people:
            (places.homes / name).mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    config = folder / "nbgrader_config.py"
    if not os.path.lexists(config):
        text = _COURSE_CONFIG.format(
            project=str(places.whole / "share" / "hypervisors"),
            course=course.name,
            folder=str(folder),
            exchange=str(places.exchange),
        )
        text += "" if places.real_users else _ONE_USER
        _write_for(places, course, config, text)
    make_exchange(places.exchange, course, real_users=places.real_users)
    if places.real_users:
        shutil.chown(places.whole, "root", STAFF)
    places.whole.chmod(0o750)


def give(places: Places, course: Course, what: Path) -> None:
    """Let the course own a file, or a folder with all that is in it."""
    if not places.real_users:
        return
    account = pwd.getpwnam(course.account)
    os.chown(what, account.pw_uid, account.pw_gid, follow_symlinks=False)
    for top, folders, files in os.walk(what):
        for name in (*folders, *files):
            # A link is given, and not what it leads to.
            os.chown(Path(top, name), account.pw_uid, account.pw_gid, follow_symlinks=False)


def enrol(
    places: Places,
    name: str,
    role: str,
    people: tuple[str, ...],
    *,
    remove: bool,
    full_names: Mapping[str, str] | None = None,
) -> Course:
    """Put people into a course, or take them out; their work stays.

    Args:
        places: the hub.
        name: the course.
        role: ``instructors``, ``graders`` or ``students``.
        people: their user names.
        remove: whether they leave, whatever their role is.
        full_names: a user name to first and last name; else what the system knows counts.

    Raises:
        HubError: there is no such course, or a name cannot be one of a user.
    """
    courses = read_courses(places.list_of_courses)
    if name not in courses:
        there = ", ".join(courses) or "none yet"
        raise HubError(f"there is no course {name!r}; there is {there}")
    course = courses[name]
    if remove:
        for person in people:
            if person not in course.people:
                raise HubError(f"{person!r} is not in {name!r}")
            course = course.without(person)
            if places.real_users:
                leave_group(person, course.group)
                if not any(person in c.staff for c in (courses | {name: course}).values()):
                    leave_group(person, STAFF)
    else:
        course = course.with_people(role, people)
        lay_out(places, course)
    write_courses(places.list_of_courses, courses | {name: course})
    if not remove and role == "students":
        known = {person: full_name(person) for person in people if places.real_users}
        _into_gradebook(places, course, people, known | dict(full_names or {}))
    return course


def _into_gradebook(
    places: Places, course: Course, people: tuple[str, ...], full_names: Mapping[str, str]
) -> None:
    named = [["id", "first_name", "last_name"]]
    # A row with an empty name would take one away that the gradebook has.
    others = [["id"]]
    for person in people:
        first, _, last = full_names.get(person, "").partition(" ")
        if first:
            named.append([person, first, last or first])
        else:
            others.append([person])
    for rows in (named, others):
        if len(rows) > 1:
            _import(places, course, rows)


def _import(places: Places, course: Course, rows: list[list[str]]) -> None:
    file = places.courses / course.name / ".enrol.csv"
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    _write_for(places, course, file, text.getvalue())
    try:
        run_as_course(places, course, ["nbgrader", "db", "student", "import", file])
    finally:
        file.unlink()


def _write_for(places: Places, course: Course, file: Path, text: str) -> None:
    """Write a new file in a course's folder, never through a link that its account put there."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w") as new:
        new.write(text)
        if places.real_users:
            account = pwd.getpwnam(course.account)
            os.fchown(new.fileno(), account.pw_uid, account.pw_gid)


def release(places: Places, course: Course) -> list[str]:
    """Build and release all assignments of a course; return their names.

    Raises:
        HubError: one cannot be built or released.
    """
    source = places.courses / course.name / "source"
    names = sorted(folder.name for folder in source.iterdir() if any(folder.glob("*.ipynb")))
    for name in names:
        run_as_course(places, course, ["hvutils", "course", "build", name])
        run_as_course(places, course, ["nbgrader", "release_assignment", name, "--force"])
    return names
