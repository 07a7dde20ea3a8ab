"""Forks until nothing is left."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.after("""
    import os
    while True:
        try:
            os.fork()
        except OSError:
            pass
    """)
