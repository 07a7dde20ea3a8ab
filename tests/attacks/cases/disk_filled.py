"""Writes files until its disk is full."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import itertools, os
    written = 0
    try:
        for number in itertools.count():
            with open(f"fill-{number}", "wb", 0) as file:
                for _ in range(32): written += file.write(bytes(1024**2))
            if written > 600 * 1024**2: break
    except OSError: pass
    print("WROTE", written // 1024**2, "MiB")
    """)
