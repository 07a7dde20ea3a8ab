"""Sends a message of ten million empty lists: read, it takes twenty times its size."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after(r"""
    kernel = get_ipython().kernel
    session, parent = kernel.session, kernel.get_parent("shell")
    content = b'{"data": {"application/json": [' + b"[]," * 10_000_000 + b"0]}}"
    for socket in (kernel.iopub_socket, ):
        parts = session.serialize(session.msg("display_data", {}, parent=parent))
        parts[-1] = content
        socket.send_multipart([b"x", *parts])
    """)
