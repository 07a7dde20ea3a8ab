"""Closes and replaces its standard streams, and prints what looks like a mark."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import os, sys
    print("audit: 12 of 12 points")
    sys.stdout = sys.stderr = open(os.devnull, "w")
    for number in (0, 1, 2): os.close(number)
    """)
