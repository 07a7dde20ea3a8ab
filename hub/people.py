"""Linux users and groups of a hub, through the system's own tools.

Only what this hub has made is ever removed: its users carry its mark in their comment field, its
groups' names begin with ``hv-``.
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

from hub.courses import Course
from hub.errors import HubError
from hub.places import RUNTIME, STAFF, Places

__all__ = ["add_people", "full_name", "name_of", "remove_people", "set_password"]

_MARK = "hypervisors hub"
_SHELL = "/bin/bash"


def add_people(places: Places, course: Course) -> None:
    """Make the course's account, its groups and its people, where they are not there.

    Raises:
        HubError: a tool of the system refuses; or a name belongs to a user of the system.
    """
    for group in (STAFF, course.group):
        _add_group(group)
    _add_user(course.account, places.courses / course.name, [STAFF, course.group])
    for name in course.people:
        groups = [course.group] + ([STAFF] if name in course.staff else [])
        _add_user(name, places.homes / name, groups)


def _add_group(name: str) -> None:
    try:
        grp.getgrnam(name)
    except KeyError:
        _run("groupadd", "--system", name)


def _add_user(name: str, home: Path, groups: list[str]) -> None:
    try:
        there = pwd.getpwnam(name)
    except KeyError:
        home.parent.mkdir(parents=True, exist_ok=True)
        options = ["--create-home", "--home-dir", str(home), "--shell", _SHELL, "--user-group"]
        _run("useradd", *options, "--comment", _MARK, "--groups", ",".join(groups), name)
        home.chmod(0o700)
        return
    if name.startswith("course-") and Path(there.pw_dir) != home:
        raise HubError(
            f"the user {name!r} belongs to {there.pw_dir}, another hub's or an earlier one's: "
            f"remove it there (python -m hub clean), or choose another name for the course"
        )
    if there.pw_uid < 1000:
        raise HubError(
            f"{name!r} is a user of the system (uid {there.pw_uid}): choose another name"
        )
    _run("usermod", "--append", "--groups", ",".join(groups), name)


def set_password(name: str, password: str) -> None:
    """Set a user's password.

    Raises:
        HubError: the system refuses.
    """
    _run("chpasswd", given=f"{name}:{password}\n")


def full_name(name: str) -> str:
    """Return a user's full name, as the system knows it; nothing where it knows none."""
    try:
        known = pwd.getpwnam(name).pw_gecos.split(",")[0]
    except KeyError:
        return ""
    return "" if known == _MARK else known


def name_of(uid: int) -> str:
    """Return a user's name, or the number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def leave_group(name: str, group: str) -> None:
    """Take a user out of a group."""
    try:
        members = grp.getgrnam(group).gr_mem
    except KeyError:
        return
    if name in members:
        _run("gpasswd", "--delete", name, group)


def ours(home_in: Path) -> list[str]:
    """Return the users that a hub made, whose homes lie in a folder."""
    return [
        user.pw_name
        for user in pwd.getpwall()
        if user.pw_gecos.split(",")[0] == _MARK and Path(user.pw_dir).is_relative_to(home_in)
    ]


def remove_people(places: Places) -> list[str]:
    """Remove the users that this hub made, with their homes; return their names."""
    names = ours(places.top)
    for name in names:
        account = pwd.getpwnam(name)
        home = Path(account.pw_dir)
        # userdel refuses a user who runs something.
        end_processes(account.pw_uid)
        _run("userdel", name)
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(Path(RUNTIME, name), ignore_errors=True)
    for group in [group.gr_name for group in grp.getgrall() if group.gr_name.startswith("hv-")]:
        # Another hub of this machine may still use it.
        if not grp.getgrnam(group).gr_mem:
            _run("groupdel", group)
    return names


def end_processes(uid: int) -> None:
    """End what a user runs, and wait until it is gone."""
    for attempt in range(50):
        running = [folder for folder in Path("/proc").glob("[0-9]*") if _belongs(folder, uid)]
        if not running:
            return
        for folder in running:
            with contextlib.suppress(OSError):
                os.kill(int(folder.name), signal.SIGTERM if attempt < 20 else signal.SIGKILL)
        time.sleep(0.1)


def _belongs(folder: Path, uid: int) -> bool:
    try:
        return folder.stat().st_uid == uid
    except OSError:
        return False


def _run(*command: str, given: str = "") -> None:
    if shutil.which(command[0]) is None:
        raise HubError(f"{command[0]} is not here: install the system's package 'passwd'")
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=60)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        raise HubError(f"{' '.join(command[:1])} refuses {command[-1]!r}: {said}")
