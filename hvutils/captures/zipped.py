"""Zip archives, read without unpacking anything to disk; sizes are counted, not believed."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO

from hvutils.captures import names
from hvutils.captures.gathering import Gathering
from hvutils.captures.unpacking import StoppedError
from hvutils.errors import CaptureError

__all__ = ["gather"]

# The central directory of 100,000 files; the standard library reads it in one piece.
_MAX_DIRECTORY = 16 * 1024 * 1024
_ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ArithmeticError),
    *(NotImplementedError, RuntimeError, ValueError, LookupError, AttributeError),
)


class _Guarded(io.RawIOBase):
    """Gives the zip reader the file, but never the memory for a directory without bounds."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(_MAX_DIRECTORY + 1 if size is None or size < 0 else size)
        if len(data) > _MAX_DIRECTORY:
            raise StoppedError("its list of members is too long: pack only the files that matter")
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


def gather(file: BinaryIO, name: str, gathering: Gathering) -> None:
    """Read the probes of a zip archive.

    Args:
        file: the archive, open at its beginning, and seekable.
        name: its name, for messages.
        gathering: takes the probes.

    Raises:
        StoppedError: the archive is damaged or truncated.
    """
    try:
        archive = zipfile.ZipFile(_Guarded(file))
    except CaptureError:
        raise
    except _ZIP_ERRORS as error:
        raise StoppedError(f"it is damaged or truncated ({error}): copy it again") from None
    with archive:
        for info in archive.infolist():
            if not gathering.count():
                break
            inside = gathering.inside(info.filename)
            if inside and not info.is_dir():
                try:
                    _take_zipped(archive, info, inside, gathering)
                except _ZIP_ERRORS as error:
                    if isinstance(error, StoppedError):
                        raise
                    gathering.refuse(inside, f"{inside!r} is damaged ({error}): pack it again")


def _take_zipped(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, inside: str, gathering: Gathering
) -> None:
    # Zip keeps the mode of Unix in the upper half; Windows leaves it empty.
    mode = info.external_attr >> 16
    reason = ""
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        reason = "is a link or a device in an archive: pack the file itself"
    elif info.flag_bits & 0x1:
        reason = "is encrypted: unpack the archive with its password"
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The standard library unpacks a piece of the others without a bound.
        reason = "is packed by a method that is not read: pack it with deflate"
    if not reason:
        with archive.open(info) as member:
            gathering.take(inside, member.read, info.file_size)
    elif names.suggests_probe(inside):
        gathering.refuse(inside, f"{inside!r} {reason}")
