"""Makes sets of semaphores by the thousand: memory of the system's that no process shows."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import ctypes
    semget = ctypes.CDLL(None).semget
    made = 0
    while made < 300 and semget(0, 32_000, 0o1600) >= 0: made += 1
    if made: print("ATTACK-" + "SUCCEEDED", made)
    """)
