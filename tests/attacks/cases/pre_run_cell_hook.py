"""Sends an execute_result of its own before each cell."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    def hook(info):
        kernel = get_ipython().kernel
        content = {"data": {"text/plain": "12"}, "metadata": {}, "execution_count": 1}
        kernel.session.send(kernel.iopub_socket, "execute_result", content,
                            parent=kernel.get_parent(), ident=kernel._topic("execute_result"))
    get_ipython().events.register("pre_run_cell", hook)
    """)
