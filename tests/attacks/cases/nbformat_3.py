"""Hands in a notebook of nbformat 3."""

from __future__ import annotations

import json

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    cells = []
    for cell in work.notebook.cells:
        if cell.cell_type == "code":
            cells.append(
                {
                    "cell_type": "code",
                    "input": cell.source,
                    "language": "python",
                    "metadata": cell.metadata,
                    "outputs": [],
                    "collapsed": False,
                }
            )
        else:
            cells.append(
                {"cell_type": "markdown", "source": cell.source, "metadata": cell.metadata}
            )
    work.content = json.dumps(
        {
            "nbformat": 3,
            "nbformat_minor": 0,
            "metadata": {"name": ""},
            "worksheets": [{"cells": cells}],
        }
    ).encode()
