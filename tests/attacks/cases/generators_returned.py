"""Hands in a function that returns generators, endless iterators, numbers without end and itself."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.answer(
        "vendor-prefix",
        """
    import itertools
    turns = itertools.count()
    def odd(value):
        match next(turns) % 5:
            case 0: return (yield value)
            case 1: return itertools.repeat(value)
            case 2: return 10 ** 100_000
            case 3: return odd
        loop = []; loop.append(loop); return loop
    def solve(value):
        match next(turns) % 4:
            case 0: return odd(value)
            case 1: return 10 ** 5_000
            case 2: return float("nan")
        loop = []; loop.append(loop); return loop
    answer("vendor-prefix", solve)
    """,
    )
