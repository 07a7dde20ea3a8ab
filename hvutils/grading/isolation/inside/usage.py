"""How much memory kernels use: a limit on a process does not count how many there are."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

__all__ = ["locks", "memory"]

_PAGE = os.sysconf("SC_PAGE_SIZE")


def memory(kernels: Mapping[int, int], limit: int, socket_bytes: int = 0) -> dict[int, int]:
    """Return the memory of kernels with all processes that came from them, in bytes.

    Args:
        kernels: a room's number to the process of its kernel.
        limit: what is allowed; where less is used, shared pages count for each process that
            shares them, for counting them exactly takes long.
        socket_bytes: what a socket counts as: what waits in it to be read lies in the system's
            kernel and is no process's. 0 where kernels share a network with others.

    Returns:
        A room's number to its memory.
    """
    families, resident = _families(kernels)
    used = {}
    for room, family in families.items():
        sockets = socket_bytes * _sockets(kernels[room]) if socket_bytes else 0
        used[room] = sockets + _PAGE * sum(resident[pid] for pid in family)
        if used[room] > limit:
            exact = sum(_proportional(pid, resident[pid] * _PAGE) for pid in family)
            used[room] = sockets + exact
    return used


def locks(kernels: Mapping[int, int], few: int) -> dict[int, int]:
    """Return how many locks of files kernels hold, if these are more than a few.

    Each takes memory of the system's that no limit counts, and a file may have one a byte.

    Args:
        kernels: a room's number to the process of its kernel.
        few: how many nobody needs to look at more closely.

    Returns:
        A room's number to its locks; nothing where all that can be seen from here are few.
    """
    try:
        lines = Path("/proc/locks").read_bytes().splitlines()
    except OSError:
        return {}
    if len(lines) <= few:
        return {}
    families, _ = _families(kernels)
    owner = {str(pid).encode(): room for room, family in families.items() for pid in family}
    # 1: POSIX  ADVISORY  WRITE 4711 fe:00:1234 0 EOF
    rooms = [owner.get(line.split()[4]) for line in lines if line.count(b" ") > 4]
    return {room: rooms.count(room) for room in kernels}


def _families(kernels: Mapping[int, int]) -> tuple[dict[int, list[int]], dict[int, int]]:
    """Return which processes came from which kernel, and the resident pages of all that there are.

    Args:
        kernels: a room's number to the process of its kernel.
    """
    owners = {pid: room for room, pid in kernels.items()}
    parents, resident = {}, {}
    if not owners or not Path("/proc/self").is_dir():
        return {}, {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            # A process may end between any two of these lines.
            with contextlib.suppress(OSError, ValueError, IndexError):
                parents[int(process.name)], resident[int(process.name)] = _look(process)
    families: dict[int, list[int]] = {room: [] for room in kernels}
    for pid in resident:
        ancestor = pid
        # What lost its parent belongs to the first of its namespace, which is the kernel.
        while ancestor not in owners and ancestor in parents:
            ancestor = parents[ancestor]
        if ancestor in owners:
            families[owners[ancestor]].append(pid)
    return families, resident


def _sockets(pid: int) -> int:
    """Return how many sockets the network namespace of a process has, on their way to others too.

    Source: linux/Documentation/filesystems/proc.rst; the first line is ``sockets: used N``.
    """
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/net/sockstat").read_text().split()[2])
    return 0


def _look(process: Path) -> tuple[int, int]:
    """Return a process's parent and its resident pages."""
    # Its name stands in brackets and may hold anything.
    words = (process / "stat").read_bytes().rpartition(b")")[2].split()
    return int(words[1]), int(words[21])


def _proportional(pid: int, otherwise: int) -> int:
    """Return a process's memory in bytes, with its share of what it shares, if that is told."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return otherwise
