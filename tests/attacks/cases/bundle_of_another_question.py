"""Puts the bundle of one question into the cells of the others."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.forge("""
    for name in ("empty-grep", "audit", "vendor-prefix"):
        try:
            real(name)
        except Exception as error:
            print(error)
    emit(question, "nonsense", points=12, score=12, ok=True)
    """)
