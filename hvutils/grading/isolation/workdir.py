"""Rooms: a folder for each kernel with its submission's files and the sockets that lead to it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from hvutils.grading.isolation.jobs import DataFile

__all__ = ["Room", "Rooms", "data_files"]

_MAX_FILES = 200
_MAX_BYTES = 64 * 1024**2
_PREFIX = "hv-rooms-"
_OLD_SECONDS = 60


class Room:
    """What one kernel is given.

    Args:
        number: the room's number.
        folder: its folder; only whoever grades can enter it.
    """

    def __init__(self, number: int, folder: Path) -> None:
        self.number, self.folder = number, folder

    def endpoint(self, port: int) -> str:
        """Return where a channel of the kernel is reached."""
        return f"ipc://{self.folder}/k-{port}"

    @property
    def line(self) -> str:
        """The path of the kernel's line."""
        return f"{self.folder}/k-1"

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Rooms:
    """The folder of all rooms of a warm process."""

    def __init__(self) -> None:
        _sweep()
        # A socket's path may have 107 characters, so this is not below the course.
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir="/tmp"))
        (self.folder / "in-use").touch(mode=0o600)
        self._number = 0

    def open(self, environment: Mapping[str, str], files: Iterable[DataFile]) -> Room:
        """Make a room.

        Args:
            environment: what the kernel's environment holds besides the usual.
            files: the submission's data files.

        Raises:
            ValueError: a file's name leads out of the room.
            OSError: a file cannot be written.
        """
        self._number += 1
        room = Room(self._number, self.folder / str(self._number))
        content = room.folder / "files"
        content.mkdir(parents=True)
        try:
            words = {"environment": dict(environment)}
            (room.folder / "room.json").write_text(json.dumps(words), encoding="utf-8")
            for file in files:
                target = content / _inside(file.name)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.content)
        except BaseException:
            room.close()
            raise
        return room

    def close(self) -> None:
        """Remove all rooms."""
        shutil.rmtree(self.folder, ignore_errors=True)


def data_files(submission: Path) -> tuple[DataFile, ...]:
    """Read the data files of a submission.

    Notebooks are left out, since they hold what is graded; links, devices and what exceeds the
    bounds are left out too.

    Args:
        submission: the folder of the submission.
    """
    found: list[DataFile] = []
    size = 0
    for folder, folders, names in os.walk(submission):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if name.endswith(".ipynb") or file.is_symlink() or not file.is_file():
                continue
            size += file.stat().st_size
            if len(found) == _MAX_FILES or size > _MAX_BYTES:
                return tuple(found)
            found.append(DataFile(file.relative_to(submission).as_posix(), file.read_bytes()))
    return tuple(found)


def _sweep() -> None:
    """Remove what graders left that were killed: their warm processes emptied it."""
    for folder in Path("/tmp").glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.lstat().st_mtime > _OLD_SECONDS:
                folder.rmdir()


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise ValueError(f"the submission's file {name!r} does not lie in its folder")
    return path
