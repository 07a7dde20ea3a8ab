"""Prints its environment, and that of whoever started it."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import os
    print(dict(os.environ), os.getlogin if 0 else "", open("/proc/1/environ", "rb").read())
    """)
