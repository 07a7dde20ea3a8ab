"""Has something odd in each of thousands of cells and files, each told in a sentence."""

from __future__ import annotations

from nbformat.v4 import new_raw_cell

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for number in range(1_900):
        cell = new_raw_cell("x")
        cell.metadata = {
            "nbgrader": {"grade_id": f"of-{number}"},
            "tags": ["skip-execution", "raises-exception"],
        }
        work.notebook.cells.append(cell)
    for number in range(2_000):
        (work.folder / f"link-{number}").symlink_to("/etc/passwd")
