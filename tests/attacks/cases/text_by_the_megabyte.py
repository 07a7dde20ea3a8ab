"""Writes thirty code cells of almost two hundred kilobytes each, which take long to colour."""

from __future__ import annotations

from tests.attacks.kit import Work

REASON = "characters in its cells"


def attack(work: Work) -> None:
    for sign in "@!?(.%" * 5:
        work.after("'''" + sign * 190_000 + "'''")
