"""Shows a thousand outputs in each of four hundred cells."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for _ in range(400):
        work.after("""
        kernel = get_ipython().kernel
        parent = kernel.get_parent("shell")["header"]["msg_id"]
        for _ in range(1000): kernel.session.line.send("display_data", parent, b'{"data": {}}')
        """)
