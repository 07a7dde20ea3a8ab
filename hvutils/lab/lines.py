"""Lines of what a notebook prints: none so long that a front end breaks it inside a word."""

from __future__ import annotations

import textwrap

__all__ = ["fitted", "wrapped"]

# JupyterLab breaks a line of output wherever its cell ends, in the middle of a word: with both
# of its side bars open, on a screen of 1280 pixels, after about a hundred characters.
_WIDTH = 80
_SENTENCE = 72


def fitted(text: str, hang: int = 2) -> str:
    """Return a text with its long lines folded at blanks, what follows further from the edge.

    Args:
        text: one line, or more.
        hang: how much further, in characters.
    """
    return "\n".join(_folded(line, hang) for line in text.split("\n"))


def wrapped(head: str, sentence: str) -> str:
    """Return a sentence in lines that begin in the same column.

    Args:
        head: stands before the first line; the others are as far from the edge.
        sentence: one sentence, or more.
    """
    return _filled(sentence, _SENTENCE, head, " " * len(head))


def _folded(line: str, hang: int) -> str:
    if len(line) <= _WIDTH:
        return line
    own = line[: len(line) - len(line.lstrip())]
    return _filled(line.strip(), _WIDTH, own, own + " " * hang)


def _filled(text: str, width: int, first: str, further: str) -> str:
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
