"""Changes its answer after it has handed it in."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import hvutils.lab.answers as answers
    for question in list(answers._reports): answers._reports.pop(question)
    """)
