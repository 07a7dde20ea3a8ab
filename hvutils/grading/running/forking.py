"""What workers are forked from; light, so that it starts before all else is imported."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

__all__ = ["context", "warm_up"]

_PRELOAD = ["hvutils.grading.running.preload"]


def context() -> ForkServerContext:
    """Return what starts workers."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(_PRELOAD)
    return found


def warm_up() -> None:
    """Start the process that workers are forked from: it imports what they need, meanwhile."""
    from multiprocessing import forkserver

    context()
    forkserver.ensure_running()
