"""Hands in an empty file."""

from __future__ import annotations

from tests.attacks.kit import Work

REASON = "is empty"


def attack(work: Work) -> None:
    work.content = b""
