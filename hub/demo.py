"""A demo class: an instructor, two graders, three students, and their passwords."""

from __future__ import annotations

import json
import secrets

from hub import layout
from hub.courses import read_courses
from hub.people import set_password
from hub.places import Places

__all__ = ["log_ins", "make"]

COURSE = "hypervisors"
_PEOPLE = {
    "instructors": ("demo-ines",),
    "graders": ("demo-gwen", "demo-glen"),
    "students": ("demo-ada", "demo-ben", "demo-cleo"),
}
# As the formgrader shows them.
_FULL_NAMES = {"demo-ada": "Ada Adams", "demo-ben": "Ben Brown", "demo-cleo": "Cleo Clark"}
_FILE = "demo.json"


def make(places: Places) -> None:
    """Add the demo class, where this hub has no course yet.

    Raises:
        HubError: the system refuses.
    """
    if read_courses(places.list_of_courses):
        return
    print("Adding the demo class:", flush=True)
    layout.add_course(places, COURSE)
    for role, names in _PEOPLE.items():
        layout.enrol(places, COURSE, role, names, remove=False, full_names=_FULL_NAMES)
        print(f"   {role}: {', '.join(names)}", flush=True)
    passwords = {}
    if places.real_users:
        for names in _PEOPLE.values():
            for name in names:
                passwords[name] = secrets.token_urlsafe(9)
                set_password(name, passwords[name])
    file = places.state / _FILE
    file.parent.mkdir(exist_ok=True)
    file.parent.chmod(0o700)
    file.write_text(json.dumps(passwords), encoding="utf-8")
    course = read_courses(places.list_of_courses)[COURSE]
    print(f"   released: {', '.join(layout.release(places, course))}", flush=True)


def passwords(places: Places) -> dict[str, str]:
    """Return the demo users' passwords; none where this hub has no demo class."""
    file = places.state / _FILE
    if not file.is_file():
        return {}
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    if not places.real_users:
        shared = (places.state / "password").read_text(encoding="utf-8").strip()
        known = {name: shared for names in _PEOPLE.values() for name in names}
    return known


def log_ins(places: Places) -> list[str]:
    """Return a line for each demo user, for people to read."""
    known = passwords(places)
    lines = [
        f"{role[:-1]:<11} {name:<10} password {known[name]}"
        for role, names in _PEOPLE.items()
        for name in names
        if name in known
    ]
    if lines and not places.real_users:
        lines.append("All share one password and one Linux user: for trying out, not for a class.")
    return lines
