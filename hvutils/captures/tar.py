"""Reading tar archives front to back, in constant memory and linear time.

Python's own reader keeps a pax header of any size in memory, and searches it in quadratic time
(CVE-2024-6232, in Python 3.11 and 3.12 up to 2024). Nothing is written here, so little of the
format is needed: ustar, GNU long names, pax paths and sizes. Source: POSIX.1-2017 pax, GNU tar
manual, “Basic Tar Format”.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.captures.unpacking import TRUNCATED, Source, StoppedError

__all__ = ["Member", "is_header", "members"]

_BLOCK = 512
_MAX_HEADER = 1024 * 1024
_REGULAR = b"\0", b"0", b"7"
_LINKS = b"1", b"2"
_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL, _SPARSE = b"L", b"K", b"x", b"g", b"S"
_DAMAGED = "it is damaged: a header's checksum does not match; copy it again"


@dataclass(frozen=True)
class Member:
    """One entry of an archive.

    Args:
        name: its path, as written.
        size: how many bytes follow, as the header says.
        regular: whether these are a file's contents; not for links, devices, folders, holes.
        folder: whether it is a folder.
        link: where it points, if it is a symbolic or a hard link.
        hard: whether that is counted from the archive's top, as hard links are.
    """

    name: str
    size: int
    regular: bool
    link: str = ""
    hard: bool = False
    folder: bool = False


class _Data:
    """The contents of the member at hand."""

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self._left = size
        self._padding = -size % _BLOCK

    def read(self, size: int) -> bytes:
        data = self._source.read(min(size, self._left))
        if not data and size and self._left:
            raise StoppedError(TRUNCATED)
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._source.skip(self._left)
        self._left = 0
        # Some writers leave out what fills the last block.
        self._source.read(self._padding)


def is_header(block: bytes) -> bool:
    """Tell whether a file that begins like this is a tar archive: its first checksum is right."""
    return len(block) >= _BLOCK and block[0] != 0 and _checked(block[:_BLOCK])


def members(source: Source) -> Iterator[tuple[Member, _Data]]:
    """Yield each member and what reads its contents, in the archive's order.

    Args:
        source: the archive, unpacked.

    Raises:
        StoppedError: the archive is damaged or truncated.
    """
    name = link = ""
    pax: dict[str, str] = {}
    begun = False
    while True:
        block = source.read(_BLOCK)
        # Two blocks of zeros end an archive, but many end with one, or with none at all.
        if not block or block.count(0) == len(block):
            return
        if len(block) < _BLOCK:
            # What ends before its first header does is no archive.
            raise StoppedError(TRUNCATED if begun else _DAMAGED)
        begun = True
        if not _checked(block):
            raise StoppedError(_DAMAGED)
        kind, size = block[156:157], _number(block[124:136])
        if kind in (_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL):
            if size > _MAX_HEADER:
                raise StoppedError(f"it has a header of {size:,} bytes: repack it")
            data = _Data(source, size)
            text = data.read(size) if size else b""
            data.close()
            if kind == _PAX:
                pax = _records(text)
            elif kind == _LONG_NAME:
                name = _text(text)
            elif kind == _LONG_LINK:
                link = _text(text)
            continue
        holes = kind == _SPARSE
        if holes and block[482]:
            # Further maps of holes, 21 a block, stand before the contents.
            while (more := source.read(_BLOCK)) and len(more) == _BLOCK and more[504]:
                pass
        holes = holes or any(key.startswith("GNU.sparse") for key in pax)
        if "size" in pax:
            size = _decimal(pax["size"])
        target = (pax.get("linkpath") or link or _text(block[157:257])) if kind in _LINKS else ""
        written = pax.get("GNU.sparse.name") or pax.get("path") or name or _ustar_name(block)
        if kind in _LINKS or kind in (b"3", b"4", b"5", b"6"):
            # Links, devices, folders and pipes have no contents, whatever their size says.
            size = 0
        data = _Data(source, size)
        regular = kind in _REGULAR and not holes and not written.endswith("/")
        folder = kind == b"5" or written.endswith("/")
        yield Member(written, size, regular, target, kind == b"1", folder), data
        data.close()
        name = link = ""
        pax = {}


def _checked(block: bytes) -> bool:
    field = block[148:156].strip(b" \0")
    if not field or field.strip(b"01234567"):
        return False
    # The checksum counts its own field as blanks.
    return sum(block) - sum(block[148:156]) + 8 * 32 == int(field, 8)


def _number(field: bytes) -> int:
    """Read a size: octal, or binary where its first bit is set (GNU, for files over 8 GiB)."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    if field[0] > 0x80 or digits.strip(b"01234567"):
        raise StoppedError(_DAMAGED)
    return int(digits, 8) if digits else 0


def _decimal(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise StoppedError(_DAMAGED)
    return int(text)


def _text(data: bytes) -> str:
    return data.split(b"\0", 1)[0].decode("utf-8", "replace")


def _ustar_name(block: bytes) -> str:
    name = _text(block[:100])
    # GNU tar keeps times where ustar has the first part of a long path.
    if block[257:263] == b"ustar\0" and block[345]:
        return f"{_text(block[345:500])}/{name}"
    return name


def _records(data: bytes) -> dict[str, str]:
    """Read a pax header: "LENGTH KEY=VALUE" and a line's end, one after the other."""
    records: dict[str, str] = {}
    at = 0
    while at < len(data):
        blank = data.find(b" ", at, at + 20)
        if blank < 0 or not data[at:blank].isdigit():
            break
        end = at + int(data[at:blank])
        key, sign, value = data[blank + 1 : end - 1].partition(b"=")
        if end <= blank or end > len(data) or not sign:
            break
        records[key.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
        at = end
    return records
