"""Hands in right answers to another student's set, and claims to be that student."""

from __future__ import annotations

from hvutils.grading.course.demo import perfect_answers
from tests.attacks.kit import Work

HELD = True


def attack(work: Work) -> None:
    for question, source in perfect_answers(work.others).items():
        if question != "vendor-prefix":
            work.answer(question, source)
    work.before("""
    import os
    os.environ["HV_STUDENT"] = os.environ["JUPYTERHUB_USER"] = os.environ["USER"] = "a-neighbour"
    """)
