"""Writes code that takes the program that colours it a time that grows with its square."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for code in (" \n" * 99_000, '"""' + "{a[" * 66_000 + '"""', "\n ;" * 60_000, "f'{" * 60_000):
        work.after(code + "\n1")
