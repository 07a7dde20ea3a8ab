"""Attaches a picture of megabytes once and shows it ten thousand times, and a link likewise."""

from __future__ import annotations

from nbformat.v4 import new_markdown_cell

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    cell = new_markdown_cell("[x]: attachment:a.png\n\n" + "![x]" * 10_000)
    cell.attachments = {"a.png": {"image/png": "A" * 4_000_000}}
    work.notebook.cells.append(cell)
    for more in ("a" * 1_900, 'a "' + "t" * 20_000 + '"'):
        text = f"[x]: https://example.org/{more}\n\n" + "[x] " * 6_000
        work.notebook.cells.append(new_markdown_cell(text))
        work.after(f"from IPython.display import Markdown, display\ndisplay(Markdown({text!r}))")
