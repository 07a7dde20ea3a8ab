"""Text of a submission's, made fit to be shown and stored."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["few", "fit", "shown"]

_SURROGATES = re.compile("[\ud800-\udfff]")
# Controls drive terminals, and right-to-left overrides make a name look like another.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# A sentence may end in a comment, which is shown as Markdown.
_MARKUP = str.maketrans("<>[]`", "‹›()'")
_LONGEST = 80
_MANY = 40


def few(notes: Sequence[str]) -> list[str]:
    """Return what was odd about a submission, no more than a person reads."""
    if len(notes) <= _MANY:
        return list(notes)
    return [*notes[:_MANY], f"and {len(notes) - _MANY:,} more like these"]


def fit(text: str) -> str:
    """Return text without lone surrogates, which no file can be written with."""
    return _SURROGATES.sub("\ufffd", text)


def shown(name: object) -> str:
    """Return a name of a submission's, quoted for a sentence that a person reads on any screen."""
    text = _UNFIT.sub("\ufffd", fit(str(name))).translate(_MARKUP)
    return f"'{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}'"
