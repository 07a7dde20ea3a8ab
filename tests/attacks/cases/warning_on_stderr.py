"""Answers rightly, with warnings: stderr is zero under a stock nbgrader."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    noise = "import sys, warnings\nwarnings.warn('x')\nprint('x', file=sys.stderr)\n"
    for question in work.key.questions:
        cell = work.cell(f"{question}-answer")
        cell.source = noise + cell.source
    work.before("""
    import sys
    get_ipython().events.register("post_run_cell", lambda result: print("x", file=sys.stderr))
    """)
