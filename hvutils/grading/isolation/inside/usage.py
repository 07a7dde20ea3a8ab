"""How much memory kernels use: a limit on a process does not count how many there are."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

__all__ = ["memory"]

_PAGE = os.sysconf("SC_PAGE_SIZE")


def memory(kernels: Mapping[int, int]) -> dict[int, int]:
    """Return the resident memory of kernels with all processes that came from them, in bytes.

    Args:
        kernels: a room's number to the process of its kernel.

    Returns:
        A room's number to its memory; pages that processes share count for each.
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
    used = dict.fromkeys(kernels, 0)
    for pid, pages in resident.items():
        ancestor = pid
        # What lost its parent belongs to the first of its namespace, which is the kernel.
        while ancestor not in owners and ancestor in parents:
            ancestor = parents[ancestor]
        if ancestor in owners:
            used[owners[ancestor]] += pages * _PAGE
    return used


def _look(process: Path) -> tuple[int, int]:
    """Return a process's parent and its resident pages."""
    # Its name stands in brackets and may hold anything.
    words = (process / "stat").read_bytes().rpartition(b")")[2].split()
    return int(words[1]), int(words[21])
