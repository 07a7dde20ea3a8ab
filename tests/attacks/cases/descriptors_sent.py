"""Sends open files and sockets along with what it says, by the thousand."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import os, socket, struct
    end = get_ipython().kernel.session.line.end
    ends = [end.fileno(), *os.pipe(), *(one.detach() for one in socket.socketpair())] * 40
    word = struct.pack("=QB", 5, 3) + b"stream\\n\\n{}"
    for _ in range(200):
        try: socket.send_fds(end, [word], ends)
        except OSError: break
    """)
