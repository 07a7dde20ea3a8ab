"""Asks for input, and waits."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.before("input('password? ')")
    work.after("import getpass; getpass.getpass()")
