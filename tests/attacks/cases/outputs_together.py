"""Shows in each of many cells as much as one cell may."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for _ in range(12):
        work.after("""
        import sys
        for n in range(35): print("x" * 190_000, file=(sys.stdout, sys.stderr)[n % 2], flush=True)
        """)
