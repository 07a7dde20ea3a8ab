"""Writes to address zero."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("import ctypes; ctypes.memset(0, 1, 1)")
