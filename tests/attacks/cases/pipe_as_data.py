"""Hands in a pipe, which blocks whoever opens it."""

from __future__ import annotations

import os

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    os.mkfifo(work.folder / "data.txt")
    os.mkfifo(work.folder / "a.csv")
