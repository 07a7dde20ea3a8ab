"""Loses all metadata, as some editors do."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for cell in work.notebook.cells:
        cell.metadata = {}
