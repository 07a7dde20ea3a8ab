"""Words that may be answered, and what is said of one that may not."""

from __future__ import annotations

import difflib
import re

__all__ = ["blank", "is_slip", "listed", "spelt", "unknown", "word_problem"]

_NEAR = 0.6
"""How alike a word must be to be taken for what was meant; below, a wrong one is proposed."""


def blank(value: object) -> bool:
    """Tell whether nothing is answered yet: ``None``, ``...`` or an empty text."""
    # Asked of texts only: a table or an array compares with each of its cells, and has no answer.
    return value is None or value is ... or (isinstance(value, str) and not value)


def spelt(given: object, words: tuple[str, ...]) -> object:
    """Return the word that differs from what was given in case and outer blanks only, if one does.

    The marker takes it for the same, so the check of its form must not refuse it.
    """
    if isinstance(given, str) and given not in words:
        meant = given.strip().casefold()
        return next((word for word in words if word.casefold() == meant), given)
    return given


def word_problem(what: str, given: object, words: tuple[str, ...]) -> str | None:
    """Return what is wrong with a word, or nothing."""
    if isinstance(given, str) and given in words:
        return None
    close = _closest(given, words)
    hint = f"did you mean {close!r}?" if close else f"it is one of {listed(words)}"
    return f"{_text(given, as_code=True)} is not {what}: {hint}"


def unknown(what: str, given: object, known: tuple[str, ...]) -> str:
    """Return what is said of a name that there is not."""
    close = _closest(given, known)
    hint = f"did you mean {close!r}?" if close else f"there are {listed(known)}"
    return f"{_text(given, as_code=True)} is no {what}: {hint}"


def is_slip(names: list[object], known: tuple[str, ...]) -> bool:
    """Tell whether the one unknown name is near a known one: no sign of another student's set."""
    return len(names) == 1 and _closest(names[0], known) is not None


def listed(words: tuple[str, ...]) -> str:
    """Return words in quotes of one kind, with commas between."""
    quote = '"' if any("'" in word for word in words) else "'"
    return ", ".join(f"{quote}{word}{quote}" for word in words)


def _closest(given: object, words: tuple[str, ...]) -> str | None:
    """Return the word that was meant, whatever its case, if one is near.

    The only option that holds what was given comes first: of *on the hypervisor*, the letters are
    nearer to *inside the hypervisor* than to *beside the guests, on the hypervisor*.
    """
    lower = {word.lower(): word for word in words}
    whole = re.compile(rf"(?<!\w){re.escape(_text(given).strip())}(?!\w)")
    holding = [] if blank(given) else [word for word in lower if whole.search(word)]
    if len(holding) == 1:
        return lower[holding[0]]
    close = difflib.get_close_matches(_text(given), lower, n=1, cutoff=_NEAR)
    return lower[close[0]] if close else None


def _text(given: object, *, as_code: bool = False) -> str:
    try:
        return repr(given)[:200] if as_code else str(given).lower()[:200]
    except Exception:
        return type(given).__name__
