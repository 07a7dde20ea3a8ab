"""Calls exit() and quit() in every cell of its own."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for question in work.key.questions:
        work.cell(f"{question}-answer").source += "\nexit(); quit()"
    work.before("exit()")
