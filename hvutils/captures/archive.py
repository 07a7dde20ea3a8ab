"""Archives: tar (plain, gzip, bzip2, xz) and zip, read without unpacking anything to disk.

A single file that is compressed, as rotated logs are, is read as that file.

An archive comes from outside. Names are labels here and never become paths; links, devices and
archives inside of it are not opened; sizes are counted, not believed.
"""

from __future__ import annotations

import posixpath
from typing import BinaryIO

from hvutils.captures import names, tar
from hvutils.captures.gathering import Gathering
from hvutils.captures.unpacking import Plain, StoppedError, Unpacked, decompressor
from hvutils.errors import CaptureError

__all__ = ["gather", "is_archive", "stem"]

_ZIP = b"PK\x03\x04", b"PK\x05\x06"
_OTHERS = (
    (b"\x28\xb5\x2f\xfd", "zstd", "unpack it, or pack it with gzip or xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip", "unpack it, or pack it as zip"),
    (b"Rar!", "RAR", "unpack it, or pack it as zip"),
    (b"\x04\x22\x4d\x18", "LZ4", "unpack it, or pack it with gzip or xz"),
)
_SUFFIXES = (
    *(".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tbz2", ".tbz", ".txz", ".tar", ".zip"),
    *(".tar.zst", ".7z", ".rar"),
)
_HEAD = 512


def stem(name: str) -> str:
    """Return an archive's name without its ending.

    >>> stem("web-01.tar.xz")
    'web-01'
    """
    low = name.lower()
    return next((name[: -len(end)] or name for end in _SUFFIXES if low.endswith(end)), name)


def is_archive(head: bytes, name: str) -> bool:
    """Tell whether a file is an archive, by its first bytes.

    Args:
        head: the first 512 bytes.
        name: its name, for the message.

    Raises:
        CaptureError: it is an archive of a kind that is not read, or only its name says that it
            is one.
    """
    for magic, kind, remedy in _OTHERS:
        if head.startswith(magic):
            raise CaptureError(f"{name!r} is packed with {kind}, which is not read: {remedy}")
    if head.startswith(_ZIP) or decompressor(head) or tar.is_header(head):
        return True
    if stem(name) != name and head:
        raise CaptureError(
            f"{name!r} is no archive although its name says so: its first bytes are those of "
            "neither tar, gzip, bzip2, xz nor zip; copy it again, or rename it"
        )
    return False


def gather(file: BinaryIO, name: str, gathering: Gathering) -> None:
    """Read an archive's probes.

    Damage in the middle costs what stands behind it: it is listed as unread.

    Args:
        file: the archive, open at its beginning, and seekable.
        name: its name, for messages.
        gathering: takes the probes.
    """
    head = file.read(_HEAD)
    file.seek(0)
    try:
        if head.startswith(_ZIP):
            # The standard library's reader is slow to import.
            from hvutils.captures import zipped

            zipped.gather(file, name, gathering)
        else:
            _gather_tar(file, name, gathering)
    except StoppedError as error:
        gathering.refuse(name, f"{name!r} was not read to its end: {error}")
    gathering.strip()


def _gather_tar(file: BinaryIO, name: str, gathering: Gathering) -> None:
    head = file.read(_HEAD)
    file.seek(0)
    make = decompressor(head)
    limit = gathering.limits.unpacked_bytes
    if make:
        start = Unpacked(file, make, limit).read(_HEAD)
        file.seek(0)
        # An empty tar archive is nothing but zeros.
        if start.strip(b"\0") and not tar.is_header(start):
            return gathering.take(_unpacked(name), Unpacked(file, make, limit).read, given=True)
    source = Unpacked(file, make, limit) if make else Plain(file)
    links: list[tuple[str, str]] = []
    try:
        for member, data in tar.members(source):
            if not gathering.count():
                break
            inside = gathering.inside(member.name)
            if inside and member.regular:
                gathering.take(inside, data.read, member.size)
            elif inside and names.suggests_probe(inside) and not member.folder:
                _note(inside, member, links, gathering)
    finally:
        _explain(links, gathering)
    return None


def _unpacked(name: str) -> str:
    """Return a compressed file's name without its ending."""
    end = next((end for end in (".gz", ".bz2", ".xz") if name.lower().endswith(end)), "")
    return name[: len(name) - len(end)] or name


def _note(inside: str, member: tar.Member, links: list[tuple[str, str]], to: Gathering) -> None:
    """Keep a link for later, when it is known whether its target was read."""
    if member.link and len(links) < to.limits.files:
        start = "" if member.hard else posixpath.dirname(inside)
        links.append((inside, posixpath.normpath(posixpath.join(start, member.link))))
    elif not member.link and (member.size or not names.has_place(inside)):
        # A recorded root has its devices, /dev/kvm for one: nobody takes them for probes.
        to.refuse(inside, f"{inside!r} is not a regular file of this archive: pack the text itself")


def _explain(links: list[tuple[str, str]], gathering: Gathering) -> None:
    for inside, target in links:
        if not gathering.has(target):
            gathering.refuse(inside, f"{inside!r} is a link in an archive: pack the file itself")
