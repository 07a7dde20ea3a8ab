"""Hands in cells that are numbers, lists, or of kinds that there are not."""

from __future__ import annotations

import json

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    cells = [
        5,
        None,
        [],
        {"cell_type": ["code"]},
        {"cell_type": "script", "source": "x"},
        {"cell_type": "code"},
        {"cell_type": "code", "source": {"a": 1}, "metadata": 5},
    ]
    work.content = json.dumps({**work.notebook, "cells": [*cells, *work.notebook.cells]}).encode()
