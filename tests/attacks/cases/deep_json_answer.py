"""Answers with dictionaries in dictionaries, as deep as a kernel can send."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.forge("""
    import sys
    sys.setrecursionlimit(10**6)
    for depth in (900, 5_000, 100_000):
        deep = "x"
        for _ in range(depth): deep = {"x": deep}
        try:
            emit(question, deep)
        except BaseException as error:
            print(type(error))
    """)
