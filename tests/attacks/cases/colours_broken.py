"""Prints and raises colours of which the number is missing or is none."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after(r"""
    codes = ["\x1b[38m", "\x1b[48;5m", "\x1b[38;2;1;2m", "\x1b[38;5;99999m", "\x1b[" + "9" * 35 + "m"]
    for code in codes: print(code + "x")
    raise ValueError("".join(codes))
    """)
