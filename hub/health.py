"""Looks whether a class can work: proxy, hub, formgraders, ports, exchange, gradebooks, disk."""

from __future__ import annotations

import pwd
import shutil
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hub import listeners
from hub.courses import Course, read_courses
from hub.exchange import check_exchange
from hub.places import Places
from hub.ports import Ports

__all__ = ["Row", "look", "ports_of"]

_SECONDS = 5
_TOO_LITTLE = 512 * 1024**2
"""Free space at which students begin to lose time; hv doctor stops at the same."""


@dataclass(frozen=True)
class Row:
    """One thing that was looked at.

    Args:
        name: what it is.
        well: whether it is as it must be.
        says: what was found, and the remedy.
    """

    name: str
    well: bool
    says: str


def look(places: Places, ports: Ports) -> list[Row]:
    """Return what was found.

    Args:
        places: the hub.
        ports: where it listens.
    """
    return list(_looks(places, ports))


def _looks(places: Places, ports: Ports) -> Iterator[Row]:
    # Through the proxy: it is up, and the hub has told it the way.
    yield _answers("proxy", f"{ports.near}/hub/health", expected=(200,), host=ports.host)
    yield _answers("hub", f"http://127.0.0.1:{ports.hub}/hub/health", expected=(200,))
    courses = read_courses(places.list_of_courses)
    strange = listeners.faults(ports_of(places, ports, courses))
    yield Row("ports", not strange, "; ".join(strange) or "each is listened on by whom it must")
    for name, course in courses.items():
        # A formgrader sends who has not logged in to the hub.
        address = f"http://127.0.0.1:{ports.formgrader(course.place)}/services/{name}/api"
        yield _answers(f"formgrader of {name}", address, expected=(200, 302, 403))
        faults = check_exchange(places.exchange, course, real_users=places.real_users)
        yield Row(f"exchange of {name}", not faults, "; ".join(faults) or "its modes are right")
        yield _gradebook(name, places.courses / name / "gradebook.db")
    free = shutil.disk_usage(places.top).free
    yield Row(
        "disk",
        free > _TOO_LITTLE,
        f"{free / 1024**3:.1f} GB free"
        + ("" if free > _TOO_LITTLE else ": make room, students cannot hand in on a full disk"),
    )


def ports_of(
    places: Places, ports: Ports, courses: Mapping[str, Course]
) -> dict[int, tuple[str, int]]:
    """Return what each port of a hub is for, and the number of the user who must listen on it.

    Args:
        places: the hub.
        ports: its ports.
        courses: its courses.
    """
    owner = places.top.stat().st_uid
    found = {ports.hub: ("the hub itself", owner), ports.status: ("its health endpoint", owner)}
    front = pwd.getpwnam("nobody").pw_uid if places.real_users else owner
    found |= {ports.public: ("the hub's address", front), ports.proxy: ("its proxy", front)}
    for course in courses.values():
        # It listens on a socket of ours.
        found[ports.formgrader(course.place)] = (f"the formgrader of {course.name}", owner)
    return found


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def _answers(name: str, address: str, expected: tuple[int, ...], host: str | None = None) -> Row:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    request = urllib.request.Request(address, headers={"Host": host} if host else {})
    try:
        with opener.open(request, timeout=_SECONDS) as answer:
            code = answer.status
    except urllib.error.HTTPError as error:
        code = error.code
    except OSError as error:
        return Row(name, False, f"it does not answer ({error}): see the hub's log")
    well = code in expected
    return Row(name, well, "it answers" if well else f"it answers {code}: see the hub's log")


def _gradebook(course: str, file: Path) -> Row:
    name = f"gradebook of {course}"
    if not file.exists():
        return Row(name, True, "there is none in a file here")
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=_SECONDS) as gradebook:
            (said,) = gradebook.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        said = str(error)
    remedy = f"{said}: python -m hub restore brings the last backup back"
    return Row(name, said == "ok", "it is whole" if said == "ok" else remedy)
