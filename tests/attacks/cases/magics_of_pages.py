"""Writes pages, scripts, pictures and formulas with the magics that IPython has for them."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    script = "document.title = 'taken'"
    for magic, text in (
        ("html", f'<script>{script}</script><img src=x onerror="{script}">'),
        ("javascript", script),
        (
            "svg",
            f'<svg xmlns="http://www.w3.org/2000/svg" onload="{script}"><script>{script}</script></svg>',
        ),
        ("latex", "$\\href{javascript:" + script + "}{x}$"),
        ("markdown", f'<img src=x onerror="{script}"> [x](javascript:{script})'),
        ("html --isolated", f"<script>{script}</script>"),
    ):
        work.after(f"%%{magic}\n{text}")
