"""Hands in further notebooks, one of them broken."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.attach("scratch.ipynb", b"{")
    work.attach("recon-old.ipynb", b"this is not JSON")
    work.attach("deep/recon.ipynb", b"{}")
