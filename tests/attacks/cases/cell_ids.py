"""Gives all cells one id, or ids that are paths, markup or no text."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for number, cell in enumerate(work.notebook.cells):
        cell["id"] = ["same", "../../x", "<script>flag()</script>", 5, None, {"a": 1}][number % 6]
