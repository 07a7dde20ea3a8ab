"""Answers its grader's requests itself, at once and for cells that still run."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.before("""
    import threading, time
    shell = get_ipython()
    kernel = shell.kernel
    def forge(*_):
        parent = kernel.get_parent("shell")
        for kind, content in (("execute_reply", {"status": "ok", "execution_count": 7}),
                              ("execute_reply", {"status": "error", "payload": "x" * 2_000_000})):
            message = kernel.session.msg(kind, content, parent=parent)
            kernel.session.send(kernel.shell_stream, message, ident=kernel._parent_ident.get("shell"))
        kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, parent=parent)
    shell.events.register("post_run_cell", forge)
    """)
