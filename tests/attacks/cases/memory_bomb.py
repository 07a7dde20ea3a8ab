"""Takes memory until nothing is left."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    blocks = []
    while True:
        blocks.append(bytearray(256 * 1024**2))
    """)
