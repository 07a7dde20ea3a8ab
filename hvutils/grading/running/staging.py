"""Files of a submission: what is copied beside its notebooks, and where it is laid down."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files, parse_utc

from hvutils.grading.isolation.jobs import DataFile

__all__ = ["data_files", "lay_down", "read_stamp", "settle"]

STAMP = "timestamp.txt"
_MOST = 200


def data_files(folder: Path, course: CourseDirectory) -> tuple[DataFile, ...]:
    """Return a folder's data files: all but notebooks, links and what the course ignores."""
    found = []
    for name in sorted(find_all_files(str(folder), [*course.ignore, "*.ipynb"])):
        path = Path(name)
        if path.is_file() and not path.is_symlink():
            found.append(DataFile(path.relative_to(folder).as_posix(), path.read_bytes()))
    return tuple(found)


def lay_down(folder: Path, files: Iterable[DataFile]) -> None:
    """Write data files into a folder; a later one replaces an earlier one of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


def settle(folder: Path, permissions: int, *, shared: bool) -> None:
    """Give a finished folder the modes that nbgrader would give it.

    Args:
        folder: the folder.
        permissions: the mode of a file, written in decimal digits as nbgrader's setting is.
        shared: whether the course is shared by a group.
    """
    mode = int(str(permissions), 8)
    for name, _, files in os.walk(folder):
        for file in files:
            (Path(name) / file).chmod(mode)
        if shared:
            path = Path(name)
            path.chmod(stat.S_IMODE(path.stat().st_mode) | 0o2770)


def read_stamp(folder: Path) -> datetime | None:
    """Return when a submission was handed in, in UTC; ``None`` where that is not known.

    Raises:
        ValueError: the stamp is there and says no time.
    """
    try:
        descriptor = os.open(folder / STAMP, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError:
        raise ValueError(f"{STAMP} is no file") from None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError(f"{STAMP} is no file")
        text = file.read(_MOST).decode("utf-8", errors="replace").strip()
    try:
        stamp: datetime | None = parse_utc(text) if text else None
    except (ValueError, OverflowError):
        raise ValueError(f"{STAMP} says {text!r}, which is no time") from None
    return stamp


def remove(folder: Path) -> None:
    """Remove a folder and all in it, where it is there."""
    shutil.rmtree(folder, ignore_errors=True)
