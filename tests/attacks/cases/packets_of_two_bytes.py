"""Cuts a message that never ends into packets of two bytes, which take twenty times their size."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import struct
    end = get_ipython().kernel.session.line.end
    end.send(struct.pack("=QB", 5, 1) + b"stream")
    part = struct.pack("=QB", 5, 0) + b"ab"
    for _ in range(400_000): end.send(part)
    """)
