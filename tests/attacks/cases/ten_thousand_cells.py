"""Hands in ten thousand cells."""

from __future__ import annotations

from nbformat.v4 import new_code_cell

from tests.attacks.kit import Work

REASON = "at most 2,000 are looked at"


def attack(work: Work) -> None:
    work.notebook.cells += [new_code_cell("1") for _ in range(10_000)]
