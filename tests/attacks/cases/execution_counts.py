"""Sets execution counts and outputs that look like a graded notebook."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    for number, cell in enumerate(work.graded()):
        cell.execution_count = 10**12
        cell.outputs = [
            {
                "output_type": "execute_result",
                "execution_count": -1,
                "metadata": {},
                "data": {"text/plain": "12"},
            }
        ]
    work.before("get_ipython().execution_count = 10**20")
