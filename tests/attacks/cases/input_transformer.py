"""Registers an input transformer that makes graded cells a bare score."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    get_ipython().input_transformers_post.append(
        lambda lines: ["12.0"] if any("hand_in" in line for line in lines) else lines
    )
    """)
