"""Unpacking a compressed stream piece by piece, so that no bomb ever stands in memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import BinaryIO, Protocol

from hvutils.errors import CaptureError

__all__ = ["TRUNCATED", "Plain", "Source", "StoppedError", "Unpacked", "decompressor"]

TRUNCATED = "it is truncated: copy it again"

_CHUNK = 64 * 1024
# A dictionary of 64 MiB is what xz -9 asks for; a hostile header asks for 4 GiB.
_XZ_MEMORY = 128 * 1024 * 1024
# pigz and bgzip write a stream every 64 KiB or more; empty ones by the million are an attack.
_MAX_STREAMS = 20_000


class StoppedError(CaptureError):
    """An archive cannot be read further; what was read of it stays."""


class Source(Protocol):
    """Bytes in order, from an archive that may be compressed."""

    def read(self, size: int) -> bytes:
        """Return up to that many bytes, fewer only at the end."""

    def skip(self, size: int) -> None:
        """Pass over that many bytes, which must be there."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Gzip:
    """zlib's decompressor with the interface of the other two."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


class _Xz:
    """lzma's decompressor, whose errors are those of the other two."""

    def __init__(self) -> None:
        self._lzma = _loaded("lzma", "xz")
        self._xz = self._lzma.LZMADecompressor(self._lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    @property
    def eof(self) -> bool:
        return bool(self._xz.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._xz.unused_data)

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        try:
            return bytes(self._xz.decompress(data, max_length))
        except self._lzma.LZMAError as error:
            raise ValueError(str(error)) from None


def _bzip2() -> _Decompressor:
    made: _Decompressor = _loaded("bz2", "bzip2").BZ2Decompressor()
    return made


def _loaded(name: str, form: str) -> ModuleType:
    """Import what unpacks a form, and only when it is needed."""
    # A browser's Python, or one that was built without it, reads everything else.
    try:
        return import_module(name)
    except ImportError:
        raise StoppedError(
            f"this Python cannot unpack {form}, for it has no {name!r}: repack it with gzip"
        ) from None


_BY_MAGIC: tuple[tuple[bytes, Callable[[], _Decompressor]], ...] = (
    (b"\x1f\x8b", _Gzip),
    (b"BZh", _bzip2),
    (b"\xfd7zXZ\x00", _Xz),
)


def decompressor(head: bytes) -> Callable[[], _Decompressor] | None:
    """Return what unpacks a stream that begins like this, or None where it is not compressed."""
    return next((make for magic, make in _BY_MAGIC if head.startswith(magic)), None)


class Plain:
    """A stream that is not compressed.

    Args:
        file: the open file.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        """Return up to that many bytes."""
        return self._file.read(size)

    def skip(self, size: int) -> None:
        """Pass over that many bytes; only the last is read, for it must be there."""
        if size:
            self._file.seek(size - 1, 1)
            if not self._file.read(1):
                raise StoppedError(TRUNCATED)


class Unpacked:
    """A gzip, bzip2 or xz stream, unpacked on demand and up to a limit.

    Args:
        file: the open file.
        make: makes a decompressor; a file may be several streams in a row.
        limit: how many bytes are unpacked, whether they are used or skipped.
    """

    def __init__(self, file: BinaryIO, make: Callable[[], _Decompressor], limit: int) -> None:
        self._file = file
        self._make = make
        self._decompressor = make()
        self._streams = 1
        self._left = limit
        self._limit = limit
        self._fed = False
        self._ended = False

    def read(self, size: int) -> bytes:
        """Return up to that many bytes.

        Raises:
            StoppedError: the stream is damaged, truncated or larger than the limit.
        """
        chunks, missing = [], size
        while missing and not self._ended:
            chunk = self._next(min(missing, _CHUNK))
            missing -= len(chunk)
            chunks.append(chunk)
        return b"".join(chunks)

    def skip(self, size: int) -> None:
        """Pass over that many bytes."""
        while size:
            chunk = self.read(min(size, _CHUNK))
            if not chunk:
                raise StoppedError(TRUNCATED)
            size -= len(chunk)

    def _next(self, size: int) -> bytes:
        """Return some bytes, or none where more input is wanted first."""
        data = b""
        if self._decompressor.eof:
            data = self._decompressor.unused_data or self._file.read(_CHUNK)
            # Archives may be padded with zeros to the size of a block.
            if not data.strip(b"\0"):
                self._ended = True
                return b""
            self._streams += 1
            if self._streams > _MAX_STREAMS:
                raise StoppedError(
                    f"more than {_MAX_STREAMS:,} compressed streams in a row: repack it"
                )
            self._decompressor = self._make()
            self._fed = False
        try:
            # What the decompressor still holds comes first: feeding it more would pile up.
            chunk = self._decompressor.decompress(data, size) if self._fed or data else b""
            if not chunk and not data and not self._decompressor.eof:
                data = self._file.read(_CHUNK)
                if not data:
                    raise StoppedError(TRUNCATED)
                chunk = self._decompressor.decompress(data, size)
        except (zlib.error, OSError, ValueError, EOFError) as error:
            if isinstance(error, StoppedError):
                raise
            raise StoppedError(f"its compressed data is damaged ({error}): copy it again") from None
        self._fed = True
        self._left -= len(chunk)
        if self._left < 0:
            raise StoppedError(
                f"it unpacks to more than {self._limit:,} bytes: pack only the files that matter"
            )
        return chunk
