"""Answers with half a million keys."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.forge("""
    emit(question, {str(n): "x" * 20 for n in range(200_000)})
    emit(question, "x" * 5_000_000)
    """)
