"""A submission's folder, read without following anything that a submission controls.

Each step goes down from an open directory (``openat``), never through a path, and refuses links:
what is checked is what is read, also when the folder changes meanwhile.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from hvutils.grading.intake.limits import IntakeLimits
from hvutils.grading.intake.words import shown

__all__ = ["Entry", "RefusedError", "SubmissionFolder", "open_folder"]

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_KINDS = (
    (stat.S_ISLNK, "is a link"),
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISSOCK, "is a socket"),
    (stat.S_ISCHR, "is a device"),
    (stat.S_ISBLK, "is a device"),
)


class RefusedError(Exception):
    """Something of a submission's is refused; the message is the reason, for people."""


@dataclass(frozen=True)
class Entry:
    """A regular file of a submission.

    Args:
        name: its path within the folder, with ``/`` between the parts.
        size: its size in bytes, as it was when the folder was listed.
    """

    name: str
    size: int


class SubmissionFolder:
    """An open folder of a submission's.

    Args:
        descriptor: the open directory.
        limits: how much is looked at.
        ignore: patterns of names that are passed over in silence.
    """

    def __init__(self, descriptor: int, limits: IntakeLimits, ignore: Sequence[str]) -> None:
        self._descriptor = descriptor
        self._limits = limits
        self._ignore = ignore
        self.refused: dict[str, str] = {}

    def entries(self) -> list[Entry]:
        """Return the regular files, sorted; what is none is noted in ``refused``."""
        self._left = self._limits.entries
        return sorted(self._walk(self._descriptor, "", 0), key=lambda entry: entry.name)

    def read(self, name: str, most: int) -> bytes:
        """Read a file.

        Args:
            name: its path within the folder.
            most: the most bytes that it may have.

        Raises:
            RefusedError: it is no plain file, is larger, or cannot be read.
        """
        *folders, last = name.split("/")
        opened = [self._descriptor]
        try:
            for folder in folders:
                opened.append(os.open(folder, _FLAGS | os.O_DIRECTORY, dir_fd=opened[-1]))
            opened.append(os.open(last, _FLAGS, dir_fd=opened[-1]))
            if reason := _fault(os.fstat(opened[-1])):
                raise RefusedError(f"{shown(name)} {reason}")
            content = _read(opened[-1], most + 1)
        except OSError as error:
            raise RefusedError(f"{shown(name)} cannot be read ({error.strerror})") from None
        finally:
            for descriptor in opened[1:]:
                os.close(descriptor)
        if len(content) > most:
            raise RefusedError(f"{shown(name)} has more than {most // 1024:,} KiB")
        return content

    def _walk(self, descriptor: int, prefix: str, depth: int) -> Iterator[Entry]:
        with os.scandir(descriptor) as found:
            # No more than the limit is ever held: a folder may have millions of entries.
            names = sorted(entry.name for entry, _ in zip(found, range(self._left), strict=False))
        for name in names:
            self._left -= 1
            if self._left <= 0:
                self.refused.setdefault("…", "there are too many files: the rest is left out")
                return
            if name.startswith(".") or any(fnmatchcase(name, glob) for glob in self._ignore):
                continue
            path = f"{prefix}{name}"
            try:
                status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode):
                    yield from self._below(descriptor, name, path, depth)
                elif reason := _fault(status):
                    self.refused[path] = f"{shown(path)} {reason}"
                else:
                    yield Entry(path, status.st_size)
            except OSError as error:
                self.refused[path] = f"{shown(path)} cannot be read ({error.strerror})"

    def _below(self, descriptor: int, name: str, path: str, depth: int) -> Iterator[Entry]:
        if depth >= self._limits.folders:
            self.refused[path] = f"{shown(path)} lies too deep in folders"
            return
        inner = os.open(name, _FLAGS | os.O_DIRECTORY, dir_fd=descriptor)
        try:
            yield from self._walk(inner, f"{path}/", depth + 1)
        finally:
            os.close(inner)


@contextmanager
def open_folder(
    folder: Path, limits: IntakeLimits, ignore: Sequence[str] = ()
) -> Iterator[SubmissionFolder]:
    """Open the folder of a submission, ``…/<student>/<assignment>``.

    Raises:
        RefusedError: it, or the student's folder around it, is a link or no folder.
    """
    opened: list[int] = []
    try:
        try:
            above = folder.parent
            opened.append(os.open(above.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
            for part in (above.name, folder.name):
                opened.append(os.open(part, _FLAGS | os.O_DIRECTORY, dir_fd=opened[-1]))
        except OSError as error:
            reason = "is a link" if folder.is_symlink() or above.is_symlink() else error.strerror
            raise RefusedError(f"the submission's folder cannot be read ({reason})") from None
        yield SubmissionFolder(opened[-1], limits, ignore)
    finally:
        for descriptor in opened:
            with suppress(OSError):
                os.close(descriptor)


def _fault(status: os.stat_result) -> str | None:
    for is_kind, reason in _KINDS:
        if is_kind(status.st_mode):
            return f"{reason}, and no file of the submission's"
    if not stat.S_ISREG(status.st_mode):
        return "is no plain file"
    # A second name leads to a file that somebody else may own, or that is not of this submission.
    # What nbgrader or a person copies into submitted/ never has one.
    if status.st_nlink > 1:
        return "has a second name elsewhere (a hard link)"
    return None


def _read(descriptor: int, most: int) -> bytes:
    parts: list[bytes] = []
    while most > 0 and (part := os.read(descriptor, min(most, 1024**2))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)
