"""Makes a pipe of timestamp.txt, which is opened before anything else."""

from __future__ import annotations

import os

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    (work.folder / "timestamp.txt").unlink()
    os.mkfifo(work.folder / "timestamp.txt")
