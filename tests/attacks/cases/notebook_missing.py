"""Hands in a folder without a notebook."""

from __future__ import annotations

from tests.attacks.kit import Work

REASON = "the notebook is missing"


def attack(work: Work) -> None:
    work.leave_out = True
    work.attach("answers.docx", b"see my mail")
