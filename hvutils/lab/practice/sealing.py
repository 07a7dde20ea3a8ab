"""Sealing: what is right, as a salted hash of its plain form."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable, Mapping

__all__ = ["is_sealed", "matches", "plain_form", "seal"]

_NAME = "sha256"


def plain_form(value: object, decimals: int = 0) -> str:
    """Return the text that stands for a value: what does not count in it is gone.

    Case, blanks and compatible forms of letters (NFKC) do not count, nor does the order of a list.

    Args:
        value: a text, a number, a list or a dictionary of such.
        decimals: to how many decimals a number is rounded.
    """
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, int | float):
        return f"{float(value):.{decimals}f}"
    if isinstance(value, Mapping):
        pairs = ((plain_form(k, decimals), plain_form(v, decimals)) for k, v in value.items())
        return "\n".join(f"{key}={word}" for key, word in sorted(pairs))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "\n".join(sorted({plain_form(one, decimals) for one in value}))
    return " ".join(unicodedata.normalize("NFKC", str(value)).casefold().split())


def seal(name: str, value: object, decimals: int = 0, salt: str | None = None) -> str:
    """Return a value as ``sha256:salt:hex``.

    Args:
        name: the id of the check, so that equal answers of two checks look different.
        value: the plain value.
        decimals: to how many decimals a number is rounded.
        salt: hexadecimal; drawn when not given.
    """
    salt = salt or secrets.token_hex(8)
    text = f"{salt}\n{name}\n{plain_form(value, decimals)}"
    return f"{_NAME}:{salt}:{hashlib.sha256(text.encode()).hexdigest()}"


def is_sealed(text: object) -> bool:
    """Tell whether a value of a table is a sealed one."""
    return isinstance(text, str) and text.startswith(f"{_NAME}:") and text.count(":") == 2


def matches(name: str, value: object, sealed: Iterable[str], decimals: int = 0) -> bool:
    """Tell whether a value is one of those that were sealed."""
    for one in sealed:
        salt = one.split(":")[1]
        if hmac.compare_digest(seal(name, value, decimals, salt), one):
            return True
    return False
