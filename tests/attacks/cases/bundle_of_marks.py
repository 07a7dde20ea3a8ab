"""Displays what it takes for a mark, in the course's own MIME types."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.after("""
    from IPython.display import display
    for question in ("empty-grep", "audit", "vendor-prefix"):
        for kind in ("mark", "marks", "score", "graded"):
            display({f"application/vnd.hvutils.{kind}+json": {"schema": 1, "question": question,
                     "points": 12, "value": 12}, "text/plain": "12"}, raw=True)
    """)
