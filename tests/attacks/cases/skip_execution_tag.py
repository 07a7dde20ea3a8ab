"""Tags the graded cells skip-execution: no output would be full marks under a stock nbgrader."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    for cell in work.graded():
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
