"""Capture: the probe output of one machine, as text with line numbers."""

from __future__ import annotations

import difflib
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hvutils.captures import archive, folder, names
from hvutils.captures.gathering import Gathering
from hvutils.captures.limits import LIMITS, Limits
from hvutils.captures.probe import ProbeFile, Unread
from hvutils.errors import CaptureError, CaptureNotFoundError, CaptureTypeError

__all__ = ["Capture", "ProbeFile", "Unread", "loaded"]

_HEAD = 512


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

    def __str__(self) -> str:
        """Return the machine's name and how much was read of it."""
        return f"{self.name}: {len(self.files)} probes"

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, limits: Limits = LIMITS) -> Capture:
        """Load a capture: a folder, an archive, or one file.

        A folder may be a recorded root (``proc`` and ``sys`` below it) or an unpacked support
        bundle; an archive is tar (plain, gzip, bzip2, xz) or zip, told by its first bytes. A
        single file may be compressed.

        Args:
            path: the folder, archive or file.
            limits: how much is read.

        Returns:
            The capture, with its unreadable files listed in ``unread``.

        Raises:
            CaptureNotFoundError: nothing is at ``path``.
            CaptureError: ``path`` holds no file that can be read.
        """
        top = Path(path)
        shown = names.clean(os.fspath(path))
        try:
            name = names.clean(top.name or top.resolve().name or str(top))
            there, is_folder = os.path.lexists(top), top.is_dir()
        except (OSError, ValueError) as error:
            raise CaptureError(f"{shown!r} cannot be opened: {error}") from None
        if not there:
            raise CaptureNotFoundError(
                f"there is no capture at {shown!r}: "
                "give a folder that holds a machine's probe output, or an archive of it"
            )
        # In a folder that somebody put together, a file that is no text is worth a word.
        gathering = Gathering(limits, everything=is_folder)
        if is_folder:
            folder.gather(top, gathering)
        else:
            name = _gather_path(top, name, gathering)
        return _made(name, shown, gathering)

    @classmethod
    def from_text(cls, name: str, text: str) -> Capture:
        r"""Make a capture of one text, such as one that was pasted.

        >>> Capture.from_text("web-01", "Hypervisor vendor: KVM\n").file("web-01").line(1)
        'Hypervisor vendor: KVM'

        Args:
            name: what to call the machine and its one probe.
            text: the probe's output, or a transcript of several.

        Returns:
            The capture.
        """
        name = names.clean(name)
        # Half characters (lone surrogates) can be in a str, and never be printed.
        text = text.encode("utf-8", "replace").decode("utf-8")
        return cls(name, (ProbeFile(name, text),))

    @classmethod
    def from_stream(
        cls, stream: BinaryIO, name: str = "standard input", *, limits: Limits = LIMITS
    ) -> Capture:
        """Read a capture from a stream of bytes: one text, or an archive.

        Args:
            stream: what is read to its end, ``sys.stdin.buffer`` for instance; it is not closed.
            name: what to call the machine.
            limits: how much is read; an archive counts, as it is packed, as one probe.

        Returns:
            The capture.

        Raises:
            CaptureError: the stream is empty, too large, or holds nothing that can be read.
        """
        name = names.clean(name)
        chunks, left = [], limits.probe_bytes + 1
        try:
            while left > 0 and (chunk := stream.read(min(left, 1024 * 1024))):
                chunks.append(chunk)
                left -= len(chunk)
        except (OSError, ValueError) as error:
            raise CaptureError(f"{name!r} cannot be read: {error}") from None
        if left <= 0:
            raise CaptureError(
                f"{name!r} is larger than {limits.probe_bytes:,} bytes, the setting probe_bytes "
                "(hv classify --probe-mib): give a file's path instead, or raise the setting"
            )
        if not chunks:
            raise CaptureError(f"{name!r} is empty: pipe a probe's output into it")
        gathering = Gathering(limits)
        shown = _gather(io.BytesIO(b"".join(chunks)), name, 0, gathering)
        return _made(shown, name, gathering)

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
        names = [file.name for file in self.files]
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"it has: {', '.join(names)}"
        raise CaptureNotFoundError(f"capture {self.name!r} has no probe {name!r}; {hint}")


def loaded(path: object) -> Capture:
    """Load the capture at a path.

    Args:
        path: what somebody gave in the place of a capture.

    Returns:
        The capture.

    Raises:
        CaptureTypeError: it is no path.
        CaptureError: nothing can be loaded from it.
    """
    if isinstance(path, str) and ("\n" in path or not path):
        raise CaptureError(
            f"this text of {len(path):,} characters is no path: "
            "make a capture of it with Capture.from_text('web-01', text)"
        )
    if isinstance(path, str | os.PathLike):
        # Through os.fspath, for some paths are bytes.
        return Capture.load(os.fsdecode(path))
    raise CaptureTypeError(
        f"{type(path).__name__} {names.clean(repr(path))[:80]} is neither a capture nor a path: "
        "give Capture.load(path), Capture.live(), or a path"
    )


def _gather_path(top: Path, name: str, gathering: Gathering) -> str:
    """Read the one file at a path, and return the capture's name."""
    try:
        with folder.open_file(top, name) as file:
            return _gather(file, name, os.fstat(file.fileno()).st_size, gathering)
    except CaptureError as error:
        gathering.refuse(name, str(error))
    except OSError as error:
        gathering.refuse(name, f"{name!r} cannot be read: {folder.why(error)}")
    return name


def _gather(file: BinaryIO, name: str, size: int, gathering: Gathering) -> str:
    """Read one file, which may be an archive, and return the capture's name."""
    head = file.read(_HEAD)
    file.seek(0)
    if archive.is_archive(head, name):
        archive.gather(file, name, gathering)
        return archive.stem(name)
    gathering.take(name, file.read, size, given=True)
    return name


def _made(name: str, shown: str, gathering: Gathering) -> Capture:
    files, unread = gathering.files(), gathering.unread()
    if not files:
        why = "; ".join(item.reason for item in unread[:3]) or "it is empty"
        raise CaptureError(f"{shown!r} holds no probe output that can be read: {why}")
    return Capture(name, files, unread)
