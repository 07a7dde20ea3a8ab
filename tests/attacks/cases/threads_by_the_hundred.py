"""Starts threads until there is room for none, each of which prints and never ends."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import threading
    gate = threading.Event()
    def talk():
        while not gate.wait(0.02): print("12")
    try:
        while True: threading.Thread(target=talk).start()
    except RuntimeError: pass
    """)
