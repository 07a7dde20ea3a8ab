"""Displays ten thousand outputs, and updates of them."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    from IPython.display import display
    handles = [display(n, display_id=True) for n in range(3000)]
    for handle in handles: handle.update("x" * 100)
    """)
