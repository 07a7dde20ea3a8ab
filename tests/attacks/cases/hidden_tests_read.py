"""Looks for what it is tried on: in the folder, in In, in the kernel's memory."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.after("""
    import gc, glob
    print(In, glob.glob("**", recursive=True), [open(f).read() for f in glob.glob("*.ipynb")])
    print([thing for thing in gc.get_objects() if isinstance(thing, dict) and "accepted" in thing])
    """)
