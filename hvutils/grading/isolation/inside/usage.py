"""How much memory kernels use: a limit on a process does not count how many there are."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

__all__ = ["memory"]

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
    owners = {pid: room for room, pid in kernels.items()}
    parents, resident = {}, {}
    if not owners or not Path("/proc/self").is_dir():
        return {}
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
    used = {}
    for room, family in families.items():
        waiting = socket_bytes * _sockets(kernels[room]) if socket_bytes else 0
        used[room] = waiting + _PAGE * sum(resident[pid] for pid in family)
        if used[room] > limit:
            used[room] = waiting + sum(_proportional(pid, resident[pid] * _PAGE) for pid in family)
    return used


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
