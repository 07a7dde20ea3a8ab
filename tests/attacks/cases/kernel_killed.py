"""Sends signals to everything that it can see."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.before("""
    import os, signal
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in (os.getppid(), 1, -1):
            try: os.kill(process, number)
            except OSError as error: print(error)
    """)
