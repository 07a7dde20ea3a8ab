"""Raises an error whose traceback has millions of empty lines, in its kernel's own name."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for _ in range(4):
        work.after("""
        kernel = get_ipython().kernel
        content = b'{"ename": "E", "evalue": "", "traceback": [' + b'"",' * 2_600_000 + b'""]}'
        kernel.session.line.send("error", kernel.get_parent("shell")["header"]["msg_id"], content)
        """)
