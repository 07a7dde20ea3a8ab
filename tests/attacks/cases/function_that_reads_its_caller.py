"""Hands in a function that searches its caller for what is expected."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.answer(
        "vendor-prefix",
        """
    import sys, gc
    def solve(value):
        frame, seen = sys._getframe(1), []
        while frame:
            seen.append(repr(frame.f_locals)[:2000]); frame = frame.f_back
        return seen
    answer("vendor-prefix", solve)
    """,
    )
