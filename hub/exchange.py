"""nbgrader's exchange: who may reach what in it.

| folder | mode | why |
|---|---|---|
| exchange | 1777 | nbgrader refuses one that not everybody may write to; nobody removes another's |
| exchange/COURSE | 0750, group of its people | who is not enrolled reaches nothing |
| …/outbound | 0755 | everybody enrolled reads, the course writes |
| …/inbound | 3733, the course's group | hand in; neither list, nor rename or remove another's |
| …/feedback | 0711 | a page's name is known to whoever has the submission's secret |
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import stat
from pathlib import Path

from hub.courses import Course
from hub.errors import HubError
from hub.people import name_of

__all__ = ["check_exchange", "make_exchange"]

_ROOT = 0o1777
_COURSE = {"outbound": 0o755, "inbound": 0o3733, "feedback": 0o711}


def make_exchange(root: Path, course: Course, *, real_users: bool) -> None:
    """Make a course's part of the exchange, or set its modes right.

    Everybody may put something into the exchange, also under the name of a course that is to come:
    what is there is given to the course only where it is a folder that was root's or the course's.

    Args:
        root: the exchange.
        course: whose part.
        real_users: whether accounts and groups are this machine's.

    Raises:
        HubError: somebody else put something there.
    """
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(_ROOT)
    with contextlib.ExitStack() as stack:

        def opened(path: Path, within: int | None) -> int:
            folder = _open(path, within)
            stack.callback(os.close, folder)
            _settle(folder, path, root, course, real_users=real_users)
            return folder

        top = opened(root / course.name, None)
        for name in _COURSE:
            opened(root / course.name / name, top)


def _open(path: Path, within: int | None) -> int:
    """Open a folder, made where there is none, and no link to one."""
    # One step at a time, from a folder that is open: nobody changes what lies before it.
    name = path if within is None else path.name
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, dir_fd=within)
    try:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=within)
    except OSError:
        raise HubError(
            f"{path} is no folder: look what it is and whose, remove it, and do this again"
        ) from None


def _settle(folder: int, path: Path, root: Path, course: Course, *, real_users: bool) -> None:
    """Give an open folder to the course, with its mode."""
    if real_users:
        account = pwd.getpwnam(course.account)
        owner = os.fstat(folder).st_uid
        if owner not in (0, account.pw_uid):
            raise HubError(
                f"{path} belongs to {name_of(owner)}, who may have put it there for this course to "
                f"use: look into it; then remove it, or chown root {path}, and do this again"
            )
        group = grp.getgrnam(course.group).gr_gid if path == root / course.name else account.pw_gid
        os.fchown(folder, account.pw_uid, group)
    # After chown, which takes the set-group bit away.
    os.fchmod(folder, _wanted(root, course, real_users=real_users)[path])


def check_exchange(root: Path, course: Course, *, real_users: bool) -> list[str]:
    """Return what is wrong with a course's part of the exchange, with the remedy of each."""
    faults = []
    for folder, mode in _wanted(root, course, real_users=real_users).items():
        try:
            status = folder.lstat()
        except OSError:
            faults.append(f"{folder} is not there: python -m hub repair makes it")
            continue
        if not stat.S_ISDIR(status.st_mode):
            faults.append(f"{folder} is no folder: look what it is and whose, and remove it")
            continue
        if (found := stat.S_IMODE(status.st_mode)) != mode:
            faults.append(
                f"{folder} has mode {found:o} instead of {mode:o}: python -m hub repair sets it"
            )
        if not real_users or folder == root:
            continue
        owner, group = _names(status)
        right = course.group if folder == root / course.name else course.account
        if (owner, group) != (course.account, right):
            faults.append(
                f"{folder} belongs to {owner}:{group} instead of {course.account}:{right}: "
                "python -m hub repair gives it back"
            )
    return faults


def refuse_faults(root: Path, course: Course, *, real_users: bool) -> None:
    """Refuse an exchange in which submissions could be lost or read.

    Raises:
        HubError: all that is wrong with it.
    """
    if faults := check_exchange(root, course, real_users=real_users):
        raise HubError("; ".join(faults))


def _wanted(root: Path, course: Course, *, real_users: bool) -> dict[Path, int]:
    top = root / course.name
    wanted = {root: _ROOT, top: 0o750 if real_users else 0o755}
    return wanted | {top / name: mode for name, mode in _COURSE.items()}


def _names(status: os.stat_result) -> tuple[str, str]:
    try:
        return name_of(status.st_uid), grp.getgrgid(status.st_gid).gr_name
    except KeyError:
        return name_of(status.st_uid), str(status.st_gid)
