"""Writes Markdown that closes the boxes of the page around it, and opens ones of its own."""

from __future__ import annotations

from nbformat.v4 import new_markdown_cell

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for text in (
        "</div>" * 9,
        "</section></div><div>",
        "<table><tr>",
        "</table></td>",
        "<b><i></b>",
    ):
        work.notebook.cells.append(new_markdown_cell(text))
        work.cell("recon-reflection").source += f"\n\n{text}"
