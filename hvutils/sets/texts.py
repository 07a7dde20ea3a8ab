"""Changes of a text, and replacing one word by another."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["Change", "same", "whole_word"]

Change = Callable[[str], str]
"""How a probe's text changes; the number of its lines stays."""


def same(text: str) -> str:
    """Change nothing."""
    return text


def whole_word(old: str, new: str) -> Change:
    """Return a change of one word, in the case that the text writes it in.

    >>> whole_word("cedar", "weser")("CEDAR, cedar and cedarwood")
    'WESER, weser and cedarwood'
    """
    pattern = re.compile(rf"(?<![A-Za-z0-9]){re.escape(old)}(?![A-Za-z0-9])", re.IGNORECASE)

    def word(match: re.Match[str]) -> str:
        return new.upper() if match[0].isupper() else new

    return lambda text: pattern.sub(word, text) if old.lower() in text.lower() else text
