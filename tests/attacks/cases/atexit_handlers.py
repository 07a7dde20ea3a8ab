"""Registers handlers that run when the kernel ends, and never end."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after(f"""
    import atexit, time, os
    atexit.register(time.sleep, 9999)
    atexit.register(lambda: open("/tmp/{work.secrets.token}", "w").write("left"))
    """)
