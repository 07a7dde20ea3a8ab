"""Sends malformed, unsigned and deep messages on the kernel's sockets."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    kernel = get_ipython().kernel
    socket, session = kernel.iopub_socket, kernel.session
    parent = kernel.get_parent()
    for parts in ([b"x"], [b"<IDS|MSG>"], [b"a", b"<IDS|MSG>", b"bad", b"{", b"{", b"{", b"{"],
                  [b"a", b"<IDS|MSG>", b"", b"[" * 200_000, b"{}", b"{}", b"{}"]):
        try: socket.send_multipart(parts)
        except Exception as error: print(error)
    for kind, content in (("status", {"execution_state": "idle"}), ("status", {}), ("stream", {}),
                          ("stream", {"name": 5, "text": None}), ("execute_result", {}), ("error", {}),
                          ("display_data", {"data": None, "metadata": 7}), ("nonsense", {}),
                          ("update_display_data", {"data": {}, "metadata": {}, "transient": {}})):
        session.send(socket, kind, content, parent=parent)
    def sign(parts): return b"0" * 64
    session.sign = sign
    session.send(socket, "stream", {"name": "stdout", "text": "12"}, parent=parent)
    """)
