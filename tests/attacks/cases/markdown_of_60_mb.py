"""Hands in a Markdown cell of 60 MB."""

from __future__ import annotations

import json

from tests.attacks.kit import Work

REASON = "has more than 32,768 KiB"


def attack(work: Work) -> None:
    work.content = json.dumps(
        {
            **work.notebook,
            "cells": [
                *work.notebook.cells,
                {"cell_type": "markdown", "metadata": {}, "source": "x" * 60_000_000},
            ],
        }
    ).encode()
