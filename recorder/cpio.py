"""Write a cpio archive in the ``newc`` format, which the kernel unpacks as its first root."""

from __future__ import annotations

import stat
from dataclasses import dataclass

__all__ = ["Entry", "archive", "device", "directory", "file", "link"]


@dataclass(frozen=True)
class Entry:
    """One member of the archive: a mode with its type bits, content, and a device's numbers."""

    mode: int
    data: bytes = b""
    device: tuple[int, int] = (0, 0)


def file(data: bytes, mode: int = 0o644) -> Entry:
    """Return a regular file."""
    return Entry(stat.S_IFREG | mode, data)


def directory() -> Entry:
    """Return a folder."""
    return Entry(stat.S_IFDIR | 0o755)


def link(target: str) -> Entry:
    """Return a symbolic link."""
    return Entry(stat.S_IFLNK | 0o777, target.encode())


def device(major: int, minor: int) -> Entry:
    """Return a character device."""
    return Entry(stat.S_IFCHR | 0o600, device=(major, minor))


def archive(entries: dict[str, Entry]) -> bytes:
    """Return the archive of some members.

    Owner, times and order do not depend on the machine that writes: the same members give
    the same bytes. Folders that members lie in are added.

    Args:
        entries: the members by path, without a leading slash.
    """
    parents = {path.rsplit("/", n)[0] for path in entries for n in range(1, path.count("/") + 1)}
    whole = {**dict.fromkeys(parents, directory()), **entries}
    parts = [_member(n, path, whole[path]) for n, path in enumerate(sorted(whole), start=1)]
    return b"".join([*parts, _member(0, "TRAILER!!!", Entry(0))])


def _member(inode: int, path: str, entry: Entry) -> bytes:
    name = path.encode() + b"\0"
    links = 2 if stat.S_ISDIR(entry.mode) else 1
    fields = (
        *(inode, entry.mode, 0, 0, links, 0, len(entry.data), 0, 0),
        *(*entry.device, len(name), 0),
    )
    head = b"070701" + b"".join(b"%08X" % field for field in fields)
    return _padded(head + name) + _padded(entry.data)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
