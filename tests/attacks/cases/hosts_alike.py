"""Answers rightly for servers whose names are written with letters of another alphabet."""

from __future__ import annotations

from tests.attacks.kit import Work

HELD = True


def attack(work: Work) -> None:
    table = str.maketrans("aeocpxi", "аеосрхі")
    for name in ("audit", "doubts"):
        answer = {
            truth.name.translate(table): {
                column: truth.expert[column] for column in work.key.questions[name].column_points
            }
            for truth in work.key.questions[name].truths
        }
        work.answer(name, f"answer({name!r}, {answer!r})")
