"""Folders and single files: opened without hanging, and never outside of the capture.

Every file is opened from the capture's folder downwards, one path component at a time, and none of
the opened components may be a symbolic link (``O_NOFOLLOW``). So a link is followed only by working
out its target first; whoever swaps a component for a link after that makes the opening fail,
and never leads it elsewhere.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from hvutils.captures import names
from hvutils.captures.gathering import Gathering, may_be_probe
from hvutils.errors import CaptureError

__all__ = ["gather", "open_file", "why"]

# O_NONBLOCK: opening a pipe must not hang.
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NO_FILE = "is not a regular file: write the probe's text into one"
_REMEDIES = {
    errno.EACCES: "read it as a user who may",
    errno.EPERM: "read it as a user who may",
    errno.ENOENT: "it is gone since its folder was read: record it again",
    errno.ELOOP: "record the file itself",
    errno.ENAMETOOLONG: "give it a shorter name",
}
_MAX_HOPS = 40
_MAX_STEPS = 400


def why(error: OSError) -> str:
    """Return what the system says of a file, and what to do.

    >>> why(PermissionError(13, "Permission denied"))
    'Permission denied; read it as a user who may'
    """
    remedy = _REMEDIES.get(error.errno or 0, "copy it to another place and give that")
    return f"{error.strerror or error}; {remedy}"


@contextmanager
def open_file(path: Path, name: str) -> Iterator[BinaryIO]:
    """Open a file that was asked for by its path; a link there is the asker's own.

    Args:
        path: the file; a device, a pipe or a socket is refused.
        name: what to call it in a message.

    Raises:
        CaptureError: it is no regular file, or cannot be opened.
    """
    with _opened_file(path, name) as file:
        yield file


def gather(top: Path, gathering: Gathering) -> None:
    """Read the probes in a folder and its subfolders.

    Links are looked at last: one whose target is in the folder and was read is left out, for it
    would only repeat it; one that leads out of the folder is refused.

    Args:
        top: the folder.
        gathering: takes the probes.

    Raises:
        CaptureError: the folder cannot be opened.
    """
    try:
        descriptor = os.open(top, _FOLDER)
    except OSError as error:
        raise CaptureError(
            f"{names.clean(os.fspath(top))!r} cannot be opened: {why(error)}"
        ) from None
    try:
        _Walk(descriptor, gathering).run()
    finally:
        os.close(descriptor)


class _Walk:
    def __init__(self, top: int, gathering: Gathering) -> None:
        self._top = top
        self._gathering = gathering
        self._links: list[str] = []
        self._read: set[tuple[int, int]] = set()

    def run(self) -> None:
        folders = [""]
        while folders and self._gathering.left > 0:
            folder = folders.pop()
            try:
                with self._opened(folder, _FOLDER) as descriptor:
                    below = self._look(folder, descriptor)
            except OSError as error:
                reason = f"{names.clean(folder)!r} cannot be opened: {why(error)}"
                self._gathering.refuse(folder, reason)
                continue
            if below and folder.count("/") + 2 > self._gathering.limits.depth:
                reason = f"folders below {names.clean(folder)!r} are too deep: move them up"
                self._gathering.refuse(folder, reason)
                continue
            folders.extend(reversed(below))
        links = self._gathering.limits.links
        for link in self._links[:links]:
            self._follow(link)
        for link in self._links[links : links + 1]:
            self._gathering.refuse(link, f"more than {links:,} links: the rest was left out")

    def _look(self, folder: str, descriptor: int) -> list[str]:
        """Read the files of one folder, and return the folders in it."""
        with os.scandir(descriptor) as entries:
            found = sorted(islice(entries, self._gathering.left + 1), key=lambda item: item.name)
        below = []
        for entry in found:
            if not self._gathering.count():
                break
            name = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_symlink():
                if may_be_probe(name):
                    self._links.append(name)
            elif entry.is_dir(follow_symlinks=False):
                below.append(name)
            elif may_be_probe(name) or names.suggests_probe(name):
                self._take(name, entry.name, descriptor)
        return below

    def _take(self, name: str, base: str, folder: int, *, once: bool = False) -> None:
        shown = names.clean(name)
        try:
            with _opened_file(base, shown, folder) as file:
                status = os.fstat(file.fileno())
                place = status.st_dev, status.st_ino
                if once and place in self._read:
                    return
                self._gathering.take(name, file.read, status.st_size)
                self._read.add(place)
        except CaptureError as error:
            self._gathering.refuse(name, str(error))
        except OSError as error:
            self._gathering.refuse(name, f"{shown!r} cannot be read: {why(error)}")

    def _follow(self, link: str) -> None:
        shown = names.clean(link)
        try:
            target = self._target(link)
            if target is None:
                reason = "leads out of the capture: record the file itself"
                self._gathering.refuse(link, f"{shown!r} is a symbolic link that {reason}")
                return
            folder, _, base = target.rpartition("/")
            with self._opened(folder, _FOLDER) as descriptor:
                # A folder is walked where it stands.
                if base and not _is_folder(base, descriptor):
                    self._take(link, base, descriptor, once=True)
        except FileNotFoundError:
            # In a recorded root many links point to what was not recorded.
            if not names.has_place(link):
                reason = "leads nowhere: record the file itself"
                self._gathering.refuse(link, f"{shown!r} is a symbolic link that {reason}")
        except OSError as error:
            reason = f"cannot be followed: {why(error)}"
            self._gathering.refuse(link, f"{shown!r} is a symbolic link that {reason}")

    def _target(self, link: str) -> str | None:
        """Return where a link ends, below the top, or None where it leads out."""
        todo, done, hops = deque(link.split("/")), list[str](), 0
        for _ in range(_MAX_STEPS):
            if not todo:
                return "/".join(done)
            part = todo.popleft()
            if part in ("", "."):
                continue
            if part == "..":
                if not done:
                    return None
                done.pop()
                continue
            with self._opened("/".join(done), _FOLDER) as folder:
                try:
                    goal = os.readlink(part, dir_fd=folder)
                except OSError:
                    # It is no link; whether it is there, opening it tells.
                    done.append(part)
                    continue
            hops += 1
            if goal.startswith("/"):
                return None
            if hops > _MAX_HOPS:
                break
            todo.extendleft(reversed(goal.split("/")))
        raise OSError(errno.ELOOP, "it goes round in a circle, or over too many others")

    @contextmanager
    def _opened(self, folder: str, flags: int) -> Iterator[int]:
        """Open a folder below the top, component by component, without following a link."""
        descriptor = os.dup(self._top)
        try:
            for part in folder.split("/") if folder else ():
                deeper = os.open(part, flags | os.O_NOFOLLOW, dir_fd=descriptor)
                os.close(descriptor)
                descriptor = deeper
            yield descriptor
        finally:
            os.close(descriptor)


def _is_folder(base: str, folder: int) -> bool:
    return stat.S_ISDIR(os.stat(base, dir_fd=folder, follow_symlinks=False).st_mode)


@contextmanager
def _opened_file(path: str | Path, name: str, folder: int | None = None) -> Iterator[BinaryIO]:
    """Open a regular file; below a folder that is open already, no link is followed."""
    below = folder is not None
    try:
        # Looked at first, for opening alone does something to some devices (a watchdog, a tape).
        found = os.stat(path, dir_fd=folder, follow_symlinks=not below)
        if not stat.S_ISREG(found.st_mode):
            raise CaptureError(f"{name!r} {_NO_FILE}")
        descriptor = os.open(path, _FILE | (os.O_NOFOLLOW if below else 0), dir_fd=folder)
    except OSError as error:
        raise CaptureError(f"{name!r} cannot be opened: {why(error)}") from None
    with os.fdopen(descriptor, "rb") as file:
        # And once more, for it may have been swapped.
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise CaptureError(f"{name!r} {_NO_FILE}")
        yield file
