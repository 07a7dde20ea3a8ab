"""Many pieces of work on all cores: results in order, a bounded number of them held."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

__all__ = ["in_order"]

T = TypeVar("T")
R = TypeVar("R")

# Fewer items are done sooner than processes are started.
_ENOUGH = 8


def in_order(
    work: Callable[[T], R],
    items: Sequence[T],
    lost: Callable[[T], R],
    *,
    here: Callable[[T], bool] = lambda item: False,
    workers: int | None = None,
) -> Generator[R, None, None]:
    """Yield the results of work on many items, in the order of the items.

    Args:
        work: what is done with an item; with several processes it must be picklable, and it
            deals with its own errors.
        items: the items.
        lost: what stands for an item whose process died.
        here: tells which items must be worked on in this very process.
        workers: how many processes; by default one a core, and none for a few items.

    Yields:
        A result an item. What is computed and not yet taken is bounded, whatever their number.
    """
    count = workers if workers is not None else _cores()
    if count < 2 or len(items) < _ENOUGH:
        yield from map(work, items)
        return
    # What processes need is slow to import, and most commands have one item.
    from hvutils.reporting.workers import in_processes

    yield from in_processes(work, items, lost, here, count)


def _cores() -> int:
    # Where a process may run counts, not what the machine has; macOS cannot tell the first.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
