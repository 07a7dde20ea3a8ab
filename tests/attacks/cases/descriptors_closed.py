"""Closes and replaces the descriptors of its kernel's sockets when all is answered."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import os
    null = os.open("/dev/null", os.O_RDWR)
    for number in range(3, 256):
        try: os.dup2(null, number)
        except OSError: pass
    """)
