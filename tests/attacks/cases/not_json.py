"""Hands in something that is no JSON."""

from __future__ import annotations

from tests.attacks.kit import Work

REASON = "it is not JSON"


def attack(work: Work) -> None:
    work.content = b"this is not JSON"
