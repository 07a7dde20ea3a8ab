"""Processor time of a command with all processes that came from it, on a machine that is shared."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import sys
from collections.abc import Callable
from typing import TypeVar

__all__ = ["spent"]

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h

_Given = TypeVar("_Given")


def spent(work: Callable[[], _Given]) -> tuple[_Given, float]:
    """Do something that runs other processes, and return the processor seconds of all of them.

    Args:
        work: what to do; its processes must end by themselves.

    Returns:
        What it gave, and the seconds, of users and of the system. Processes that lose their parent
        count where Linux hands them to this one.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = _children()
    given = work()
    return given, _children() - before


def _children() -> float:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
