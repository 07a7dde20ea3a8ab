"""Writes another text into the graded cells."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    for cell in work.graded():
        cell.source = "12"
