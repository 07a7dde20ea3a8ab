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

import grp
import os
import pwd
import shutil
import stat
from pathlib import Path

from hub.courses import Course
from hub.errors import HubError

__all__ = ["check_exchange", "make_exchange"]

_ROOT = 0o1777
_COURSE = {"outbound": 0o755, "inbound": 0o3733, "feedback": 0o711}


def make_exchange(root: Path, course: Course, *, real_users: bool) -> None:
    """Make a course's part of the exchange, or set its modes right.

    Args:
        root: the exchange.
        course: whose part.
        real_users: whether accounts and groups are this machine's.
    """
    for folder, mode in _wanted(root, course, real_users=real_users).items():
        folder.mkdir(parents=True, exist_ok=True)
        if real_users and folder != root:
            group = course.group if folder == root / course.name else course.account
            shutil.chown(folder, course.account, group)
        # After chown, which takes the set-group bit away.
        folder.chmod(mode)


def check_exchange(root: Path, course: Course, *, real_users: bool) -> list[str]:
    """Return what is wrong with a course's part of the exchange, with the remedy of each."""
    faults = []
    for folder, mode in _wanted(root, course, real_users=real_users).items():
        if not folder.is_dir():
            faults.append(f"{folder} is not there: python -m hub repair makes it")
            continue
        status = folder.stat()
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
        owner = pwd.getpwuid(status.st_uid).pw_name
    except KeyError:
        owner = str(status.st_uid)
    try:
        return owner, grp.getgrgid(status.st_gid).gr_name
    except KeyError:
        return owner, str(status.st_gid)
