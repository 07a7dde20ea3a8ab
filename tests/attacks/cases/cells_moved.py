"""Moves all graded cells to the top, before their answers."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for cell in work.graded():
        work.notebook.cells.remove(cell)
        work.notebook.cells.insert(0, cell)
