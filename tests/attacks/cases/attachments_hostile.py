"""Attaches pictures that are markup, paths and half a gigabyte of nothing."""

from __future__ import annotations

from nbformat.v4 import new_markdown_cell

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    cell = new_markdown_cell(
        "![a](attachment:a.png) ![b](attachment:../../b.svg) ![c](attachment:c)"
    )
    cell.attachments = {
        "a.png": {"image/png": "<script>flag()</script>", "text/html": "<script>flag()</script>"},
        "../../b.svg": {"image/svg+xml": "<svg onload=flag()>"},
        "c": {"image/png": "A" * 6_000_000},
        'd"><script>flag()</script>': {"image/png": "AAAA"},
        **{f"n{n}": {"image/png": "AAAA"} for n in range(3_000)},
    }
    work.notebook.cells.append(cell)
    work.cell("recon-reflection").attachments = cell.attachments
