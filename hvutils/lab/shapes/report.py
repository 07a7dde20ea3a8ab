"""Report: what the check of an answer's form says."""

from __future__ import annotations

import json
from dataclasses import dataclass

__all__ = ["MAX_ANSWER_BYTES", "Report", "handed_on", "unanswered"]

MAX_ANSWER_BYTES = 20_000
"""An answer longer than this is no answer; the longest honest one has a tenth of it."""

_LONGEST = 200
"""How much of a value of the wrong kind is handed on, in characters."""


@dataclass(frozen=True)
class Report:
    """What the shape check says of an answer.

    Args:
        complete: every part is answered in words that can be marked.
        lines: the sentences to show, the summary first.
        value: the answer as data, ready to be handed in.
    """

    complete: bool
    lines: tuple[str, ...]
    value: object

    @property
    def text(self) -> str:
        """The sentences, a line each."""
        return "\n".join(self.lines)


def handed_on(value: object) -> object:
    """Return a value of the wrong kind as data: it earns nothing, and the feedback repeats it.

    >>> handed_on(["dom0"]), handed_on({"dom0"})
    (['dom0'], '(set)')
    """
    try:
        short = len(json.dumps(value, allow_nan=False)) <= _LONGEST
    except (TypeError, ValueError, RecursionError):
        short = False
    return value if short else f"({type(value).__name__})"


def unanswered(describes: str) -> Report:
    """Return what is said of an answer that is not there yet."""
    return Report(False, (f"not answered yet: give {describes}",), None)
