"""Walks up the frames of whoever runs it, and changes their variables."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.after("""
    import ctypes, sys
    frame = sys._getframe()
    while frame:
        print(frame.f_code.co_filename, sorted(frame.f_locals)[:50])
        for name in list(frame.f_locals):
            if name in ("result", "reply_content", "status"):
                frame.f_locals[name] = {"status": "ok"}
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
        frame = frame.f_back
    """)
