"""Replaces the call of its function by one that says that all is well."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import hvutils.lab.answers as answers
    from IPython.display import display
    def call_with(question, inputs):
        rows = [[True, value] for value in inputs]
        display({"application/vnd.hvutils.returned+json": {"schema": 1, "question": question,
                 "returned": rows, "ok": True, "points": 3}, "text/plain": "3"}, raw=True)
        return 3
    answers.call_with = call_with
    """)
