"""Hands in files whose names differ from the notebook's in case, blanks or hidden letters."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for name in (
        "Recon.ipynb",
        "recon.ipynb ",
        "recon\u200b.ipynb",
        "rec\u043en.ipynb",
        "recon.ipynb.",
        "recon.IPYNB",
        " recon.ipynb",
        "recon.ipynb~",
        "nbgrader_config.py",
        "gradebook.db",
    ):
        work.attach(name, b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
