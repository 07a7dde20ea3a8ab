"""Displays HTML that is nested a hundred thousand deep, or has as many attributes and signs."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    from IPython.display import HTML, display
    for html in ("<div>" * 150_000, "<ul><li>" * 60_000, "&" * 450_000, "</div>" * 80_000,
                 "<b " + " ".join(f"a{n}=1" for n in range(40_000)) + ">",
                 "".join(f"<b title={n}>" for n in range(9_000)) + "<p>x" * 50_000):
        display(HTML(html))
    """)
