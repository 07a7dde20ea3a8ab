"""Writes no time into timestamp.txt, which stopped the page of the whole class."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.attach("timestamp.txt", b"yesterday \x1b[2J \xff")
