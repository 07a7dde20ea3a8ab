"""Says that its cell is done, and goes on for ever."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.after("""
    import signal
    kernel = get_ipython().kernel
    parent = kernel.get_parent("shell")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, parent=parent)
    while True: pass
    """)
