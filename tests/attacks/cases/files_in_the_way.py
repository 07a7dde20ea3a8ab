"""Hands in folders and files of the names that its feedback and its marked notebook will have."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for name in (
        "recon.html/x.txt",
        "recon_files/x",
        "of-x",
        "autograded/x",
        "feedback.html",
        "recon.html.txt",
    ):
        work.attach(name, b"mine")
