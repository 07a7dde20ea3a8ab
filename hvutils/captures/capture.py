"""Capture: the probe output of one machine, as text with line numbers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hvutils.captures.reading import MAX_PROBE_BYTES, read_text
from hvutils.errors import CaptureError, CaptureNotFoundError

__all__ = ["Capture", "ProbeFile", "Unread"]

MAX_FILES = 10_000
"""How many files one capture may hold; a recorded root or a support bundle has thousands."""


@dataclass(frozen=True)
class ProbeFile:
    """The text of one probe.

    Args:
        name: the path inside the capture, with forward slashes.
        text: the decoded text, as recorded.
    """

    name: str
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        r"""The lines without their ends; line 1 is ``lines[0]``. Only \n and \r\n end a line."""
        lines = tuple(line.removesuffix("\r") for line in self.text.split("\n"))
        # What follows the last line's end is no line.
        return lines[:-1] if lines[-1] == "" else lines

    def line(self, number: int) -> str:
        """Return the line with this number, counted from 1, or an empty string."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""


@dataclass(frozen=True)
class Unread:
    """A file of a capture that could not be read, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Capture:
    """What the probes of one machine gave.

    Args:
        name: what to call the machine; the name of the folder or file.
        files: the probes that were read, by name in order.
        unread: what could not be read; it costs that probe, never the capture.
    """

    name: str
    files: tuple[ProbeFile, ...]
    unread: tuple[Unread, ...] = ()

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, max_bytes: int = MAX_PROBE_BYTES) -> Capture:
        """Load a capture from a folder of probe output, or from one file.

        Args:
            path: a folder (read with its subfolders) or a single file.
            max_bytes: the largest probe that is read, in bytes.

        Returns:
            The capture, with its unreadable files listed in ``unread``.

        Raises:
            CaptureNotFoundError: nothing is at ``path``.
            CaptureError: ``path`` holds no file that can be read.
        """
        top = Path(path)
        name = top.name or top.resolve().name or str(top)
        if not top.exists():
            raise CaptureNotFoundError(
                f"there is no capture at {os.fspath(path)!r}: "
                "give the folder that holds a machine's probe output"
            )
        files: list[ProbeFile] = []
        unread: list[Unread] = []
        if top.is_dir():
            found: Iterator[tuple[str, Path]] = _walk(top, unread)
        else:
            found = iter([(top.name, top.resolve())])
        for count, (inside, file) in enumerate(found):
            if count >= MAX_FILES:
                unread.append(Unread("…", f"more than {MAX_FILES} files: the rest was left out"))
                break
            try:
                files.append(ProbeFile(inside, read_text(file, inside, max_bytes)))
            except CaptureError as error:
                unread.append(Unread(inside, str(error)))
        if not files:
            why = "; ".join(item.reason for item in unread[:3]) or "it is empty"
            raise CaptureError(f"{os.fspath(path)!r} holds no probe output that can be read: {why}")
        return cls(name, tuple(sorted(files, key=lambda file: file.name)), tuple(unread))

    @classmethod
    def live(cls) -> Capture:
        """Capture the machine that this runs on, read-only.

        Returns:
            The capture, named after the machine.

        Raises:
            CaptureError: this machine has none of the probes.
        """
        # Only this method touches the machine; loading a capture never imports it.
        from hvutils.captures import live

        return live.capture()

    def file(self, name: str) -> ProbeFile:
        """Return the probe with this name.

        Raises:
            CaptureNotFoundError: the capture has no such probe.
        """
        for file in self.files:
            if file.name == name:
                return file
        known = ", ".join(file.name for file in self.files)
        raise CaptureNotFoundError(f"capture {self.name!r} has no probe {name!r}; it has: {known}")


def _walk(top: Path, unread: list[Unread]) -> Iterator[tuple[str, Path]]:
    """Yield the files below ``top`` in a fixed order, without following links to folders."""

    def refuse(error: OSError) -> None:
        folder = Path(str(error.filename))
        inside = folder.relative_to(top).as_posix() if folder.is_relative_to(top) else folder.name
        unread.append(Unread(inside, f"{inside!r} cannot be opened: {error.strerror}"))

    for folder, folders, names in os.walk(top, onerror=refuse):
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            yield file.relative_to(top).as_posix(), file
