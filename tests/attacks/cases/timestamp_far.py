"""Claims a time at the end of all times, in a zone where it is later still."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.attach("timestamp.txt", b"9999-12-31 23:59:59.999999 -1400")
