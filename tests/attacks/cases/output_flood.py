"""Prints 200 MB."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("for _ in range(200): print('x' * 1_000_000)")
