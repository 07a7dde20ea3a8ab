"""Answers with NaN, infinities and numbers that no machine holds."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.forge("""
    import sys
    sys.set_int_max_str_digits(0)
    for value in (float("nan"), float("inf"), -float("inf"), -0.0, True, [None], 10**5000):
        emit(question, value, points=value)
        emit(question, {"x": value})
    """)
