"""Writes code in Markdown, in languages that take long to be coloured."""

from __future__ import annotations

from nbformat.v4 import new_markdown_cell

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for language in (
        "python",
        "perl",
        "ruby",
        "php",
        "haskell",
        "lua",
        "nim",
        "vbnet",
        "scala",
        "ipython3",
    ):
        for code in (
            '"""' + "{a[" * 16_000,
            " \n" * 24_000,
            "'" + "\\\\" * 24_000,
            "(" * 180 + "a " * 20_000,
        ):
            work.notebook.cells.append(new_markdown_cell(f"```{language}\n{code[:49_000]}\n```"))
