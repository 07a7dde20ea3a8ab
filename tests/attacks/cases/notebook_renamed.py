"""Hands the notebook in under another name."""

from __future__ import annotations

import json

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.attach("recon (1).ipynb", json.dumps(work.notebook).encode())
    work.leave_out = True
