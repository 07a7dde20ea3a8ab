"""Shuts the line to its grader in one direction when all is answered."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import socket, time
    end = get_ipython().kernel.session.line.end
    end.shutdown(socket.SHUT_RD)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    """)
