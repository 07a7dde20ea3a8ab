"""Times and memory, of calls and of whole commands."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Run", "best", "command", "times"]


@dataclass(frozen=True)
class Run:
    """What a command took.

    Args:
        seconds: by the clock.
        cores: how many cores it kept busy.
        peak_mb: the largest memory of one of its processes, in MB.
        code: its exit code.
    """

    seconds: float
    cores: float
    peak_mb: float
    code: int


def best(call: Callable[[], object], times: int = 5) -> float:
    """Return the least seconds of some calls: what the machine does when it is left alone."""
    return min(_timed(call) for _ in range(times))


def times(call: Callable[[], object], number: int) -> list[float]:
    """Return the seconds of some calls, the least first."""
    return sorted(_timed(call) for _ in range(number))


def _timed(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def command(arguments: Sequence[str], folder: Path) -> Run:
    """Run this Python with arguments, its output thrown away."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts KiB, macOS bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    cores = (usage.ru_utime + usage.ru_stime) / seconds
    return Run(seconds, cores, usage.ru_maxrss * unit / 1e6, process.returncode)
