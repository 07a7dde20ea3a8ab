"""Hands in a function whose returns say that they equal everything."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.answer(
        "vendor-prefix",
        """
    class Any(str):
        __eq__ = lambda self, other: True
        __hash__ = lambda self: 0
        __str__ = __repr__ = lambda self: "x"
    answer("vendor-prefix", lambda value: Any("x"))
    """,
    )
