"""What a user's server starts with: the staff's has the whole installation, a student's its own."""

from __future__ import annotations

import os
import pwd
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tornado import web

from hub.courses import read_courses
from hub.lab.names import COURSES, STUDENT
from hub.places import RUNTIME, Places

__all__ = ["LOG", "environment_of", "hook", "runtime_of", "with_own_log"]

LOG = "server.log"
"""A server's own log, in the folder of its user's sockets: it names files, as the hub's may not."""

# Where the log cannot be written, the server starts all the same.
_LOGGED = (
    'log="$JUPYTER_RUNTIME_DIR/' + LOG + '"; true 2>&- >"$log" || log=/dev/null; '
    'exec "$@" >>"$log" 2>&1'
)


def hook(places: Places) -> Callable[[Any], None]:
    """Return what the hub calls before it starts a server.

    Args:
        places: the hub.
    """

    def prepare(spawner: Any) -> None:
        name = spawner.user.name
        courses = [c for c in read_courses(places.list_of_courses).values() if name in c.people]
        if not courses:
            raise web.HTTPError(
                403,
                f"{name!r} is not enrolled in a course of this hub any more. Your work is kept: "
                "ask your instructor.",
            )
        staff = any(name in course.staff for course in courses)
        python = (places.whole if staff else places.server) / "bin" / "python"
        spawner.cmd = with_own_log([str(python), "-m", "jupyterhub.singleuser"])
        spawner.environment = environment_of(
            places,
            "instructor" if staff else "student",
            [course.name for course in courses],
        )
        spawner.environment["JUPYTER_RUNTIME_DIR"] = str(runtime_of(places, name))
        if not places.real_users:
            # All of them are one user of this machine: nbgrader must be told who is who.
            spawner.environment[STUDENT] = name

    return prepare


def with_own_log(command: list[str]) -> list[str]:
    """Return a command that writes into a log of its own, as its own user.

    Args:
        command: the command; its environment has the folder as JUPYTER_RUNTIME_DIR.
    """
    return ["/bin/sh", "-c", _LOGGED, "server", *command]


def runtime_of(places: Places, name: str) -> Path:
    """Return where a user's servers and kernels put their sockets; nobody else reaches it.

    Kernels talk over sockets in files: over TCP every user of this machine could listen to what
    another's kernel prints. The path is short, for Linux allows 107 characters.

    Args:
        places: the hub.
        name: the user's name.
    """
    if places.real_users:
        top, account = RUNTIME, pwd.getpwnam(name)
        owner, group = account.pw_uid, account.pw_gid
    else:
        top, owner, group = Path(f"/tmp/hypervisors-{os.getuid()}"), os.getuid(), os.getgid()
    top.mkdir(mode=0o755 if places.real_users else 0o700, exist_ok=True)
    if top.is_symlink() or top.stat().st_uid != os.getuid():
        raise PermissionError(f"{top} belongs to somebody else: remove it")
    folder = top / name
    if folder.is_dir() and folder.stat().st_uid != owner:
        # Somebody had this name before.
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, exist_ok=True)
    if places.real_users:
        shutil.chown(folder, owner, group)
    return folder


def environment_of(places: Places, who: str, courses: list[str]) -> dict[str, str]:
    """Return the environment of a server.

    Args:
        places: the hub.
        who: ``student`` or ``instructor``.
        courses: the user's courses.
    """
    home = places.server if who == "student" else places.whole
    configs = [places.settings / "courses" / courses[0]] if len(courses) == 1 else []
    configs.append(places.settings / who)
    return {
        "PATH": f"{home / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "JUPYTER_CONFIG_PATH": ":".join(map(str, configs)),
        COURSES: " ".join(courses),
    }
