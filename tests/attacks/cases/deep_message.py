"""Sends a correctly signed message that is nested too deep to be read."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    kernel = get_ipython().kernel
    session = kernel.session
    deep = b"[" * 100_000 + b"]" * 100_000
    header = session.pack(session.msg_header("display_data"))
    parts = [header, session.pack(kernel.get_parent()["header"]), b"{}",
             b'{"metadata": {}, "data": {"text/plain": "x", "application/json": ' + deep + b"}}"]
    kernel.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", session.sign(parts), *parts])
    big = b'{"metadata": {}, "data": {"text/plain": ' + b"9" * 20_000 + b"}}"
    parts[3] = big
    kernel.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", session.sign(parts), *parts])
    """)
