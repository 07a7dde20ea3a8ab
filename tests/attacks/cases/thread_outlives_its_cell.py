"""Starts a thread that prints and displays into all later cells."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.before("""
    import sys, threading, time
    from IPython.display import display
    def talk():
        while True:
            print("12", flush=True); print("12", file=sys.stderr, flush=True)
            display({"text/plain": "12"}, raw=True); time.sleep(0.05)
    threading.Thread(target=talk, daemon=False).start()
    """)
