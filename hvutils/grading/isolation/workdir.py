"""Private folders for one kernel: a copy of its submission's files, and a place for its sockets."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hvutils.grading.isolation.sandbox import Room, uid

__all__ = ["private_room"]

_MAX_FILES = 200
_MAX_BYTES = 64 * 1024**2


@contextmanager
def private_room(python: Path, submission: Path | None = None, student: str = "") -> Iterator[Room]:
    """Make the folders of one kernel, and remove them afterwards.

    Args:
        python: the interpreter of the students' environment.
        submission: a folder whose data files the kernel may see. Notebooks are left out, since
            they hold what is graded; links, devices and what exceeds the bounds are left out too.
        student: the user name that the kernel draws its set for.
    """
    # A socket's path may have 107 characters, so this is not below the course.
    top = Path(tempfile.mkdtemp(prefix="hv-", dir="/tmp"))
    try:
        room = Room(python, top / "work", top / "s", student)
        room.work.mkdir()
        room.sockets.mkdir(mode=0o700)
        if submission is not None:
            _copy_data(submission, room.work)
        _hand_over(top)
        yield room
    finally:
        shutil.rmtree(top, ignore_errors=True)


def _copy_data(source: Path, target: Path) -> None:
    files, size = 0, 0
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if name.endswith(".ipynb") or file.is_symlink() or not file.is_file():
                continue
            files, size = files + 1, size + file.stat().st_size
            if files > _MAX_FILES or size > _MAX_BYTES:
                return
            copy = target / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)


def _hand_over(top: Path) -> None:
    user = uid()
    if user is None:
        return
    for folder, _, names in os.walk(top):
        for path in (Path(folder), *(Path(folder, name) for name in names)):
            os.chown(path, user, user, follow_symlinks=False)
