"""Fills the notebook's metadata with kernels, widgets, titles and templates of its own."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    markup = "<script>flag()</script>{{ 7*7 }}{% raw %}\x1b[2J"
    work.notebook.metadata = {
        "kernelspec": {
            "name": "../../../tmp/x",
            "display_name": markup,
            "argv": ["/bin/sh", "-c", "id"],
        },
        "language_info": {"name": "brainfuck", "pygments_lexer": markup, "codemirror_mode": markup},
        "title": markup,
        "authors": [{"name": markup}],
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"x": markup}}},
        "jupytext": {"text_representation": {"extension": "/../../x"}},
        "celltoolbar": markup,
        "nbgrader": {"grade_id": "audit", "points": 99},
        "hide_input": True,
        "toc": [markup] * 1000,
    }
    for cell in work.notebook.cells:
        cell.metadata.update(
            {
                "collapsed": True,
                "jupyter": {"source_hidden": True},
                "trusted": True,
                "format": "text/html",
                "raw_mimetype": "text/html",
                "name": markup,
            }
        )
