"""Finding many known texts in one pass, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["folded", "pattern"]

_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_LONG = 8

_Node = dict[str, "_Node"]


def folded(text: str) -> str:
    """Return a text with its ASCII letters in lower case; no character moves."""
    return text.translate(_LOWER)


def pattern(texts: Iterable[str], skip: re.Pattern[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds any of these texts, the longest first.

    A short text is found between characters that are no letters and digits only; a long one
    anywhere.

    Args:
        texts: in lower case, as ``folded`` makes it.
        skip: what is passed over as it stands.

    Returns:
        The pattern, whose group ``found`` is the text; None where there are no texts.
    """
    short: _Node = {}
    long: _Node = {}
    for text in texts:
        node = long if len(text) >= _LONG and not text.isalpha() else short
        for char in text:
            node = node.setdefault(char, {})
        node[""] = {}
    parts = []
    if long:
        parts.append(_written(long))
    if short:
        parts.append(rf"(?<![a-z0-9]){_written(short)}(?![a-z0-9])")
    if not parts:
        return None
    return re.compile(f"{skip.pattern}|(?P<found>{'|'.join(parts)})")


def _written(top: _Node) -> str:
    """Write a tree of characters as a pattern, without recursion: texts may be long."""
    done: dict[int, str] = {}
    stack = [(top, False)]
    while stack:
        node, ready = stack.pop()
        children = [child for char, child in node.items() if char]
        if not ready:
            stack.append((node, True))
            stack.extend((child, False) for child in children)
            continue
        parts = [re.escape(char) + done[id(child)] for char, child in node.items() if char]
        text = parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})" if parts else ""
        done[id(node)] = f"(?:{text})?" if "" in node and parts else text
    return done[id(top)]
