"""Gives a graded cell's id to a cell of its own that shows a score."""

from __future__ import annotations

import copy

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    own = work.after("12")
    own.metadata = copy.deepcopy(work.cell("audit").metadata)
