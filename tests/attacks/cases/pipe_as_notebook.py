"""Hands in a pipe in the place of the notebook."""

from __future__ import annotations

import os

from tests.attacks.kit import Work

REASON = "is a pipe"


def attack(work: Work) -> None:
    os.mkfifo(work.folder / "recon.ipynb")
