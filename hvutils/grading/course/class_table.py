"""The class on a terminal: a row a student."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hvutils.captures.names import clean
from hvutils.grading.course.course import Score

__all__ = ["plain", "print_scores"]


def plain(text: str) -> Text:
    """Return a cell that shows text as it is: what a student wrote steers no terminal."""
    return Text(clean(text))


def print_scores(scores: Sequence[Score], console: Console | None = None) -> None:
    """Print the class table."""
    table = Table(title="The class", title_justify="left")
    for heading in ("student", "points", "of", "note"):
        table.add_column(heading, justify="right" if heading in ("points", "of") else "left")
    for score in scores:
        by_hand = "waits for marking by hand" if score.waits else ""
        note = score.problem or score.held or by_hand
        table.add_row(plain(score.student), f"{score.points:g}", f"{score.of:g}", plain(note))
    (console or Console()).print(table)
