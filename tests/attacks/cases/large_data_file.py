"""Hands in a sparse file of a terabyte, and one of 100 MB."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    with open(work.folder / "huge.bin", "wb") as file:
        file.truncate(10**12)
    with open(work.folder / "large.bin", "wb") as file:
        file.truncate(10**8)
