"""Turns answers and graded cells into Markdown and raw cells."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for number, question in enumerate(work.key.questions):
        for name in (question, f"{question}-answer"):
            cell = work.cell(name)
            cell.cell_type = ("markdown", "raw")[number % 2]
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
