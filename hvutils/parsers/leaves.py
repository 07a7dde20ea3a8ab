"""Walks through JSON with the line of every value, which the standard library does not tell.

Pure and iterative: nothing is raised on bad JSON, which gives the values up to the damage. Text
before the first brace (Ansible's ``host | SUCCESS =>``) is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Leaf", "leaves"]

_TOKEN = re.compile(r'"((?:[^"\\\n]|\\[^\n])*+)"|([{}\[\]:,])|(\n)|([^\s"{}\[\]:,]++)|"', re.ASCII)
# No inventory nests deeper; a hostile text of brackets must not make long paths.
_DEEPEST = 40
_MOST = 500_000


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value: the keys that lead to it, its text, its line.

    Places in a list are keys too. An empty object or list is a leaf without text; ``quoted`` tells
    a string from a number or a word.
    """

    path: tuple[str, ...]
    value: str
    line: int
    quoted: bool = False


def leaves(text: str) -> Iterator[Leaf]:
    """Yield the values of a JSON text in its order.

    Args:
        text: the text; it may be cut off.

    Yields:
        A leaf a value, half a million at most. What is nested deeper than 40 is passed over.
    """
    start = text.find("{")
    square = text.find("[")
    start = square if start < 0 or 0 <= square < start else start
    if start < 0:
        return
    line = 1 + text.count("\n", 0, start)
    # A level: the path, the place in a list (None in an object), the key that waits for its value.
    path: tuple[str, ...] = ()
    places: list[int | None] = []
    key: str | None = None
    filled: list[bool] = []
    skipped = made = 0
    for match in _TOKEN.finditer(text, start):
        string, sign, end, word = match.groups()
        if end:
            line += 1
        elif sign in ("{", "["):
            if skipped or len(places) >= _DEEPEST:
                skipped += 1
                continue
            if places:
                filled[-1] = True
                path = (*path, _name(places, key))
            places.append(0 if sign == "[" else None)
            filled.append(False)
            key = None
        elif sign in ("}", "]"):
            if skipped:
                skipped -= 1
            elif places:
                places.pop()
                if not filled.pop() and path:
                    yield Leaf(path, "", line)
                path, key = path[:-1], None
            if not places:
                return
        elif skipped:
            continue
        elif sign == ",":
            key = None
            place = places[-1] if places else None
            if place is not None:
                places[-1] = place + 1
        elif sign == ":":
            continue
        elif string is None and word is None:
            return
        elif places and places[-1] is None and key is None:
            key = _unescaped(string) if string is not None else word
        elif places:
            filled[-1] = True
            value = _unescaped(string) if string is not None else word
            yield Leaf((*path, _name(places, key)), value, line, string is not None)
            made += 1
            if made >= _MOST:
                return


def _name(places: list[int | None], key: str | None) -> str:
    return str(places[-1]) if places[-1] is not None else key or ""


def _unescaped(string: str) -> str:
    if "\\" not in string:
        return string
    try:
        text = str(json.loads(f'"{string}"', strict=False))
    except ValueError:
        return string
    # Half characters cannot be printed.
    return text.encode("utf-8", "replace").decode("utf-8")
