"""Hands in a thousand data files, some deep in folders."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for number in range(1000):
        work.attach(f"data/{number % 10}/{number}.txt", b"x")
    work.attach("/".join("d" * 50) + "/deep.txt", b"x")
