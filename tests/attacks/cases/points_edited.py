"""Makes each graded cell worth a thousand points."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    for cell in work.graded():
        cell.metadata["nbgrader"]["points"] = 1000
