"""Files of a submission: what is copied beside its notebooks, and where it is laid down."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files

from hvutils.grading.isolation.jobs import DataFile

__all__ = ["data_files", "lay_down", "settle"]


def data_files(folder: Path, course: CourseDirectory) -> tuple[DataFile, ...]:
    """Return a folder's data files: all but notebooks, links and what the course ignores."""
    found = []
    for name in sorted(find_all_files(str(folder), [*course.ignore, "*.ipynb"])):
        path = Path(name)
        if path.is_file() and not path.is_symlink():
            found.append(DataFile(path.relative_to(folder).as_posix(), path.read_bytes()))
    return tuple(found)


def lay_down(folder: Path, files: Iterable[DataFile]) -> None:
    """Write data files into a folder; a later one replaces earlier ones that stand in its way."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        path = folder / file.name
        _make_way(folder, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


def _make_way(folder: Path, path: Path) -> None:
    """Remove a folder of a file's name, and a file of the name of a folder that it lies in."""
    if path.is_dir():
        shutil.rmtree(path)
    for above in path.relative_to(folder).parents:
        if (folder / above).is_file():
            (folder / above).unlink()


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


def remove(folder: Path) -> None:
    """Remove a folder and all in it, where it is there."""
    shutil.rmtree(folder, ignore_errors=True)
