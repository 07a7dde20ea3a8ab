"""Text as TOML's basic strings hold it, for the files that commands write."""

from __future__ import annotations

import re

__all__ = ["quoted"]

# What a basic string may not hold as it is, and what looks like a line's end.
_UNSAFE = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029]')


def quoted(text: str) -> str:
    """Return text as a basic string.

    JSON's strings are not that: they write letters beyond U+FFFF as pairs, which TOML refuses.

    Source: TOML 1.0.0, "String".
    """
    return '"' + _UNSAFE.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    return f"\\U{ord(found[0]):08x}"
