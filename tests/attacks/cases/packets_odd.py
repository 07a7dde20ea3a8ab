"""Sends packets that are empty, cut, of nobody's and never ended, on the line to its grader."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import struct
    end = get_ipython().kernel.session.line.end
    for packet in (b"x", bytes(8), bytes(9), bytes(70_000), b"\\xff" * 9, b"\\xff" * 60_009):
        end.send(packet)
    for sender in range(190): end.send(struct.pack("=QB", 2**63 + sender, 1) + b"never ended")
    for flags in range(256): end.send(struct.pack("=QB", flags, flags) + b"done\\n\\n{}")
    end.send(b"")
    """)
