"""What a kernel says, read as hostile: the submission can send whatever it likes.

A message is the kind of a message of Jupyter's, the id of the request that it belongs to, and its
content as JSON, a line each (``inside/line.py``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

__all__ = ["MAX_DEPTH", "Message", "read_message"]

MAX_DEPTH = 64
"""How deep JSON may be nested; what reads it later recurses."""


@dataclass(frozen=True)
class Message:
    """A message whose parts have the right types, and whose content may be anything in JSON.

    Args:
        kind: its type, such as ``stream``.
        parent: the id of the request that it belongs to.
        content: its content.
        size: its bytes.
    """

    kind: str
    parent: str
    content: dict[str, Any]
    size: int


def read_message(message: bytes) -> Message | None:
    """Read a message.

    Args:
        message: the bytes as received.

    Returns:
        The message, or ``None`` for what is none.
    """
    parts = message.split(b"\n", 2)
    if len(parts) < 3:
        return None
    kind, parent = (part.decode("utf-8", "replace") for part in parts[:2])
    try:
        content = _json(parts[2])
    except (ValueError, RecursionError):
        return None
    return Message(kind, parent, content, len(message)) if isinstance(content, dict) else None


def _json(frame: bytes) -> object:
    # What is no text becomes so here, once: half a surrogate cannot be written to a file.
    value = json.loads(
        frame.decode("utf-8", "replace"), parse_constant=_refuse, parse_float=_finite
    )
    if _too_deep(value):
        raise ValueError("nested too deeply")
    return _whole(value) if b"\\ud" in frame.lower() else value


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number beyond range")
    return number


def _too_deep(value: object) -> bool:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            return True
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return False


def _whole(value: Any) -> Any:
    """Return the value with halves of surrogates replaced."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    return value
