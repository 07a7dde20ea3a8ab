"""Displays Markdown that takes the renderer a time that grows with its square."""

from __future__ import annotations

from nbformat.v4 import new_markdown_cell

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    slow = ("\\begin{a} x", "[a](", "*a **a ", "> ", "- ", "`` ` ", "![a](", "<a ", "$$a ")
    for text in slow:
        work.notebook.cells.append(new_markdown_cell((text * 50_000)[:50_000]))
    work.after(f"""
    from IPython.display import Markdown, display
    for text in {slow!r}: display(Markdown((text * 200_000)[:200_000]))
    """)
