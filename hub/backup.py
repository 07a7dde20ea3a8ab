"""Backs a course up, and brings it back.

A backup is one archive: the gradebook (copied by SQLite itself, so that graders may go on), and the
folders and records that cannot be made again.
"""

from __future__ import annotations

import shutil
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from hub.courses import Course
from hub.errors import HubError
from hub.layout import give
from hub.places import Places

__all__ = ["back_up", "newest", "restore"]

_GRADEBOOK = "gradebook.db"
_KEPT = (
    "source",
    "release",
    "submitted",
    "autograded",
    "feedback",
    "grading",
    "nbgrader_config.py",
    "aliases.toml",
    "extensions.toml",
)
_MOST_BYTES = 200 * 1024**3


def back_up(places: Places, course: Course) -> Path:
    """Back a course up; return the archive.

    Raises:
        HubError: the gradebook is damaged: the archive would be of no use.
    """
    folder = places.courses / course.name
    places.backups.mkdir(exist_ok=True)
    places.backups.chmod(0o700)
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    target = places.backups / f"{course.name}-{stamp}.tar.gz"
    with tempfile.TemporaryDirectory(dir=places.backups) as scratch:
        fresh = Path(scratch, "new.tar.gz")
        with tarfile.open(fresh, "w:gz", compresslevel=3) as archive:
            if (folder / _GRADEBOOK).exists():
                copy = Path(scratch, _GRADEBOOK)
                _copy_gradebook(folder / _GRADEBOOK, copy)
                archive.add(copy, _GRADEBOOK)
            for name in _KEPT:
                if (folder / name).exists():
                    archive.add(folder / name, name)
        fresh.chmod(0o600)
        fresh.rename(target)
    return target


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Unpack a plain file or a folder; tarfile's own filters are newer than some Python 3.11."""
    name = Path(member.name)
    if name.is_absolute() or ".." in name.parts:
        raise HubError(
            f"the backup has {member.name!r}, which leads out of it: nothing was changed"
        )
    target = folder / name
    if member.isdir():
        target.mkdir(parents=True, exist_ok=True)
        return
    content = archive.extractfile(member) if member.isfile() else None
    # Links and devices are no part of a course.
    if content is None:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as file:
        shutil.copyfileobj(content, file)
    target.chmod(member.mode & 0o755)


def _copy_gradebook(source: Path, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            (said,) = new.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise HubError(f"{source} is damaged ({said}): restore it, nothing was backed up")


def newest(places: Places, course: Course) -> Path:
    """Return a course's newest backup.

    Raises:
        HubError: there is none.
    """
    found = sorted(places.backups.glob(f"{course.name}-[0-9]*T[0-9]*Z.tar.gz"))
    if not found:
        raise HubError(f"{places.backups} has no backup of {course.name!r}")
    return found[-1]


def restore(places: Places, course: Course, file: Path) -> Iterator[str]:
    """Bring a course back; what is replaced is kept beside it.

    Args:
        places: the hub.
        course: which course.
        file: its backup.

    Yields:
        What was done, a line each.

    Raises:
        HubError: the archive cannot be read; nothing is changed.
    """
    folder = places.courses / course.name
    with tempfile.TemporaryDirectory(dir=places.courses) as scratch:
        fresh = Path(scratch, "course")
        try:
            with tarfile.open(file) as archive:
                if sum(member.size for member in archive.getmembers()) > _MOST_BYTES:
                    raise HubError(f"{file} is larger than any backup of a course")
                fresh.mkdir()
                for member in archive:
                    _unpack(archive, member, fresh)
        except (OSError, tarfile.TarError, EOFError) as error:
            raise HubError(f"{file} cannot be read ({error}): nothing was changed") from None
        if (fresh / _GRADEBOOK).exists():
            _copy_gradebook(fresh / _GRADEBOOK, Path(scratch, "checked.db"))
        old = folder.with_name(f".{course.name}-before-{time.strftime('%Y%m%dT%H%M%S')}")
        old.mkdir(mode=0o700)
        for name in (_GRADEBOOK, f"{_GRADEBOOK}-journal", *_KEPT):
            if (folder / name).exists():
                (folder / name).rename(old / name)
            if (fresh / name).exists():
                shutil.move(fresh / name, folder / name)
                give(places, course, folder / name)
    yield f"{course.name} is as {file.name} has it."
    yield f"What was there before is in {old}."
