"""Hands in a function that works on the examples and then never returns."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.answer(
        "vendor-prefix",
        """
    calls = []
    def solve(value):
        calls.append(value)
        if len(calls) > 4:
            while True: pass
        return value.lower()[:8]
    answer("vendor-prefix", solve)
    """,
    )
