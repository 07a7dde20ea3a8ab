"""Copies each graded cell: one grade_id twice stopped the whole batch."""

from __future__ import annotations

import copy

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for cell in work.graded():
        work.notebook.cells.insert(0, copy.deepcopy(cell))
        work.notebook.cells.append(copy.deepcopy(cell))
