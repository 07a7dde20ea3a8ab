"""Shows JSON of millions of empty lists in each of many cells, each within its bound."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for mime in (
        "application/json",
        "application/vnd.hvutils.answer+json",
        "application/x+json",
    ) * 5:
        work.after(f"""
        kernel = get_ipython().kernel
        lists = b"[" + b"[]," * 2_600_000 + b"[]]"
        content = b'{{"data": {{"{mime}": ' + lists + b'}}, "metadata": {{}}}}'
        kernel.session.line.send("display_data", kernel.get_parent("shell")["header"]["msg_id"], content)
        """)
