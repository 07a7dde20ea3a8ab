"""Says of the graded cells that they are not graded."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for cell in work.graded():
        cell.metadata["nbgrader"]["grade"] = False
