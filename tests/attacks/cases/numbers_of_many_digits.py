"""Answers with numbers of a hundred thousand digits, and writes one into the notebook's JSON."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.answer("empty-grep", 'answer("empty-grep", 10 ** 100_000)')
    work.forge("""
    digits = "9" * 90_000
    emit(question, {"a": 1})
    kernel = get_ipython().kernel
    parts = kernel.session.serialize(kernel.session.msg("display_data", {}, parent=kernel.get_parent("shell")))
    bundle = '{"schema": 1, "question": "%s", "value": %s}' % (question, digits)
    parts[-1] = ('{"metadata": {}, "data": {"application/vnd.hvutils.answer+json": %s}}' % bundle).encode()
    kernel.iopub_socket.send_multipart([b"x", *parts])
    """)
