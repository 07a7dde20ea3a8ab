"""Ends its kernel with os._exit, after the first answers."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.answer("audit", "import os; os._exit(0)")
