"""Ends its main thread only, so that its process is neither there nor gone."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import ctypes, os, threading, time
    threading.Thread(target=lambda: time.sleep(1000)).start()
    ctypes.CDLL(None).syscall(60 if os.uname().machine == "x86_64" else 93, 0)
    """)
