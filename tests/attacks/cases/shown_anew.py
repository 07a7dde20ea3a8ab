"""Shows a mark in the place of what the graded cells said, by display ids that it guesses."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import hvutils.lab.answers as answers
    from IPython.display import display
    real = answers.display
    answers.display = lambda *a, **k: real(*a, display_id="mine", **k)
    """)
    work.after("""
    from IPython.display import update_display
    for score in (5, "12", {"text/plain": "12"}, {"application/vnd.hvutils.mark+json": 12}):
        update_display(score, display_id="mine", raw=isinstance(score, dict))
    """)
