"""Reading one file that comes from outside: bounded, regular, and text."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

from hvutils.errors import CaptureError

__all__ = ["MAX_PROBE_BYTES", "decode", "read_text"]

MAX_PROBE_BYTES = 256 * 1024 * 1024
"""The largest probe that is read, in bytes; the longest kernel logs seen are a tenth of it."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path, name: str, max_bytes: int = MAX_PROBE_BYTES) -> str:
    """Read a probe's text.

    Args:
        path: the file; a symbolic link, a device or a pipe is refused.
        name: what to call it in a message.
        max_bytes: the largest size that is read.

    Raises:
        CaptureError: the file is not a readable, regular text file within the limit.
    """
    data = _read_bytes(path, name, max_bytes)
    try:
        return decode(data)
    except UnicodeError:
        raise CaptureError(f"{name!r} is binary: a capture holds the text of probes") from None


def _read_bytes(path: Path, name: str, max_bytes: int) -> bytes:
    # O_NONBLOCK: opening a pipe must not hang; O_NOFOLLOW: a link may lead out of the capture.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if path.is_symlink():
            raise CaptureError(f"{name!r} is a symbolic link: record the file itself") from None
        raise CaptureError(f"{name!r} cannot be opened: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise CaptureError(f"{name!r} is not a regular file")
        too_big = f"{name!r} is larger than {max_bytes:,} bytes: cut it to the lines that matter"
        if status.st_size > max_bytes:
            raise CaptureError(too_big)
        try:
            data = file.read(max_bytes + 1)
        except OSError as error:
            raise CaptureError(f"{name!r} cannot be read: {error.strerror}") from None
        if len(data) > max_bytes:
            raise CaptureError(too_big)
        return data


def decode(data: bytes) -> str:
    """Decode a probe's bytes: a byte order mark decides, then UTF-8, GBK, and cp850.

    The encodings are those met in recorded ``systeminfo`` output: PowerShell's ``>`` writes
    UTF-16 with a mark, the Chinese console GBK, the western European ones cp850.

    Raises:
        UnicodeError: the bytes are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding)
    # UTF-16 without its mark: nearly every second byte of ASCII text is zero.
    head = data[:4096]
    if len(head) >= 8 and head[1::2].count(0) > 0.8 * len(head[1::2]) and 0 not in head[::2]:
        return data.decode("utf-16-le")
    # C strings of the device tree and of /proc/*/environ end in one zero byte each.
    if head.count(0) > 0.1 * len(head) and len(head) > 64:
        raise UnicodeError("zero bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _looks_binary(head):
        raise UnicodeError("control bytes")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return data.decode("cp850")
    # Any pair of high bytes decodes as GBK; the labels of systeminfo are certain to be in it.
    return text if "系统" in text else data.decode("cp850")


def _looks_binary(head: bytes) -> bool:
    controls = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\x1b\x00")
    return 0 in head or controls > 0.02 * len(head)
