"""Answers with objects that say that they equal everything."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    class Any(str):
        __eq__ = lambda self, other: True
        __ne__ = lambda self, other: False
        __hash__ = lambda self: 0
        __contains__ = lambda self, other: True
    class Row(dict):
        __eq__ = lambda self, other: True
        __getitem__ = get = lambda self, name, default=None: Any("x")
        __contains__ = lambda self, name: True
    """)
    for question in work.key.questions:
        work.answer(
            question, f"answer({question!r}, Row() if {question!r} == 'audit' else Any('x'))"
        )
