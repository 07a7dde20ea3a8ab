"""Grades a class as ``hv grade`` does, and prints what it took as JSON: a process of its own."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path

import psutil

_SECONDS = 1.0
"""How long between two looks at the memory."""


def main(arguments: list[str]) -> int:
    """Grade the course in a folder with a number of workers."""
    from hvutils.grading.running.forking import warm_up
    from hvutils.grading.running.quick_start import start_quickly

    start_quickly()
    warm_up()
    from rich.console import Console

    from benchmarks.grading.courses import ASSIGNMENT
    from hvutils.grading.running.runner import Options, grade_class
    from hvutils.grading.running.settings import inside, load_settings

    folder, workers = Path(arguments[0]), int(arguments[1])
    memory = _Memory()
    memory.start()
    settings = load_settings(folder)
    with inside(settings.root), Path(os.devnull).open("w") as nowhere:
        outcome = grade_class(settings, Options(ASSIGNMENT, workers=workers), Console(file=nowhere))
    begun = psutil.Process().create_time()
    now = time.time()
    started = now - (time.monotonic() - outcome.ready) - begun
    print(
        json.dumps(
            {
                "graded": outcome.graded,
                "problems": outcome.problems,
                "seconds": outcome.seconds,
                "start": started,
                "whole": now - begun,
                "memory": memory.stop(),
            }
        )
    )
    return 0


class _Memory(threading.Thread):
    """Samples the proportional memory of this process and all below it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._ended = threading.Event()
        self._most = 0

    def run(self) -> None:
        # Linux adds up the pages of a process for as long as a submission takes.
        while not self._ended.wait(_SECONDS):
            self._most = max(self._most, _together())

    def stop(self) -> float:
        """Return the most that was seen, in MB."""
        self._ended.set()
        return max(self._most, _together()) / 1e6


def _together() -> int:
    total = 0
    this = psutil.Process()
    for process in [this, *this.children(recursive=True)]:
        try:
            total += process.memory_full_info().pss
        except (psutil.Error, OSError):
            continue  # a kernel that has ended meanwhile
    return total


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
