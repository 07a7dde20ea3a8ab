"""Displays the bundle itself, without hvutils, with right answers: they are answers."""

from __future__ import annotations

from tests.attacks.kit import Work

SHARE = {"empty-grep": 1.0, "audit": 1.0}


def attack(work: Work) -> None:
    right = {
        "empty-grep": next(work.key.questions["empty-grep"].samples()).value,
        "audit": {truth.name: truth.expert for truth in work.key.questions["audit"].truths},
    }
    work.forge(f"""
    right = {right!r}
    if question in right:
        emit(question, right[question])
    else:
        real(question)
    """)
