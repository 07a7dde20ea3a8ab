"""Names a path as its time zone: dateutil opens it."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.attach("timestamp.txt", b"2026-11-24 12:00:00 /dev/zero")
