"""Writes half letters, zero bytes and marks that change direction into its text."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for question in work.key.questions:
        work.cell(f"{question}-answer").source += "\n# \ud800 \udfff \u202e \ufeff"
    work.cell("recon-reflection").source = "\ud83d \x00 \x1b[2J \u202e answer"
    work.after("print('\\ud800', chr(0), chr(0x1b) + '[2J')")
