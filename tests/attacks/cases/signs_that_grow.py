"""Shows megabytes of signs that take five times as much in a page, and of colours."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for sign in ('"', "&", "<", "'", "\x1b[1mx\x1b[0m", "\x1b[38;2;1;2;3m\x1b[48;2;1;2;3mx"):
        work.after(f"""
        import sys
        for n in range(20): print(({sign!r} * 190_000)[:190_000], file=(sys.stdout, sys.stderr)[n % 2], flush=True)
        """)
