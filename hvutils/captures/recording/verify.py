"""Verifying a recording: whether its files are those that its manifest has the hashes of."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from hvutils.captures import tar
from hvutils.captures.folder import open_file
from hvutils.captures.limits import LIMITS
from hvutils.captures.recording.manifest import MANIFEST, SCHEMA
from hvutils.captures.unpacking import Plain, StoppedError, Unpacked, decompressor
from hvutils.errors import CaptureError, CaptureNotFoundError

__all__ = ["Check", "verify"]

_MAX_FILES = 10_000
_CHUNK = 1024 * 1024
_HEAD = 512
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Check:
    """What a verification found.

    Args:
        changed: the files whose contents are others.
        missing: the files that the manifest names and that are not there.
        added: the files that are there and that the manifest does not name.
        sha256: the hash of the manifest itself; compare it with the one that was noted when the
            recording was made, for whoever can change a file can write a new manifest.
        files: how many files the manifest names.
    """

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    sha256: str
    files: int

    @property
    def unaltered(self) -> bool:
        """Whether every file is as the manifest says, and no other is there."""
        return not (self.changed or self.missing or self.added)


def verify(path: str | os.PathLike[str]) -> Check:
    """Compare a recording with the hashes in its manifest.

    Args:
        path: the folder or the archive that ``hv record`` or its script wrote.

    Returns:
        What differs.

    Raises:
        CaptureNotFoundError: nothing is at ``path``.
        CaptureError: it is no recording, or it cannot be read.
    """
    top = Path(path)
    shown = repr(os.fspath(path))
    try:
        there, is_folder = os.path.lexists(top), top.is_dir()
        if not there:
            raise CaptureNotFoundError(f"there is no recording at {shown}: give its path")
        found: dict[str, str] = {}
        manifest: bytes | None = None
        for name, data in _folder(top) if is_folder else _archive(top):
            if len(found) > _MAX_FILES:
                raise CaptureError(f"{shown} has more than {_MAX_FILES:,} files: no recording has")
            if name == MANIFEST:
                manifest = data
            found[name] = hashlib.sha256(data).hexdigest()
    except (OSError, ValueError) as error:
        if isinstance(error, CaptureError) and not isinstance(error, StoppedError):
            raise
        raise CaptureError(f"{shown} cannot be read as a recording: {error}") from None
    if manifest is None:
        raise CaptureError(f"{shown} has no {MANIFEST}, so there is nothing to compare it with")
    return _compared(_hashes(manifest, shown), found)


def _compared(named: dict[str, str], found: dict[str, str]) -> Check:
    own = found.pop(MANIFEST)
    return Check(
        tuple(sorted(name for name in named if name in found and found[name] != named[name])),
        tuple(sorted(named.keys() - found.keys())),
        tuple(sorted(found.keys() - named.keys())),
        own,
        len(named),
    )


def _hashes(data: bytes, shown: str) -> dict[str, str]:
    """Read the hashes out of a manifest, which anybody may have written."""
    try:
        document: Any = json.loads(data)
        schema, rows = document["schema"], document["probes"]
        named = {row["file"]: row["sha256"] for row in rows if row["sha256"] is not None}
        if any(not isinstance(key, str) or not _is_hash(named[key]) for key in named):
            raise ValueError("a row without a file or a hash")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise CaptureError(f"the {MANIFEST} of {shown} cannot be read ({reason})") from None
    if schema != SCHEMA:
        raise CaptureError(
            f"the {MANIFEST} of {shown} has schema {schema!r}, and this hv reads {SCHEMA}: "
            "verify it with the hv that made it"
        )
    return named


def _is_hash(text: object) -> bool:
    return isinstance(text, str) and len(text) == 64 and _HEX.issuperset(text)


def _folder(top: Path) -> Iterator[tuple[str, bytes]]:
    for folder, below, files in os.walk(top):
        below.sort()
        # A link to a folder is no file of a recording, and must not pass unseen.
        links = [name for name in below if Path(folder, name).is_symlink()]
        for name in sorted((*files, *links)):
            file = Path(folder, name)
            inside = file.relative_to(top).as_posix()
            if not stat.S_ISREG(file.lstat().st_mode):
                yield inside, b"no regular file: " + os.fsencode(file)
                continue
            with file.open("rb") as stream:
                yield inside, _bounded(stream, inside)


def _archive(path: Path) -> Iterator[tuple[str, bytes]]:
    with open_file(path, os.fspath(path)) as file:
        head = file.read(_HEAD)
        file.seek(0)
        make = decompressor(head)
        if make is None and not tar.is_header(head):
            raise CaptureError(f"{os.fspath(path)!r} is neither a folder nor a tar archive")
        source = Unpacked(file, make, LIMITS.unpacked_bytes) if make else Plain(file)
        seen: set[str] = set()
        for member, data in tar.members(source):
            if member.name.endswith("/"):
                continue
            name = "/".join(PurePosixPath(member.name).parts[1:]) or member.name
            # Which of two files of one name is read depends on the reader.
            shown = f"{name} (a second one)" if name in seen else name
            seen.add(name)
            yield shown, _bounded(data, name) if member.regular else b"no regular file"


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _bounded(stream: _Stream, name: str) -> bytes:
    chunks, left = [], LIMITS.probe_bytes
    while chunk := stream.read(min(_CHUNK, left + 1)):
        chunks.append(chunk)
        left -= len(chunk)
        if left < 0:
            raise CaptureError(f"{name!r} is larger than {LIMITS.probe_bytes:,} bytes")
    return b"".join(chunks)
