"""Says of the graded cells that they are the student's, to be marked by hand."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    for cell in work.graded():
        cell.metadata["nbgrader"].update(solution=True, locked=False)
        cell.source = "12"
