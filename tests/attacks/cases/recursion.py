"""Recurses until the stack of its interpreter is gone."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import sys
    sys.setrecursionlimit(10**9)
    class A:
        def __getattr__(self, name): return getattr(self, name + "x")
    def f(*a): return f(*map(f, a))
    try: f(1)
    finally: A().x
    """)
