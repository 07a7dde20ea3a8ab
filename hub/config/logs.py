"""Keeps out of the hub's log what says who somebody is, but for user names."""

from __future__ import annotations

import logging
import re

__all__ = ["NamesOnly"]

_ADDRESS = re.compile(
    r"(?<![\w.])(?:::ffff:)?\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
    r"|(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])",
    re.I,
)
_OWN = ("127.0.0.1", "0.0.0.0")
_HEADERS = re.compile(r'\{\s*"Host":.*', re.S)


class NamesOnly(logging.Filter):
    """Takes addresses of the network and headers of browsers out of each line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record's message."""
        record.msg, record.args = names_only(record.getMessage()), None
        return True


def names_only(message: str) -> str:
    """Return a message without addresses of the network and headers of browsers.

    Args:
        message: a line of the hub's log.
    """

    def hidden(found: re.Match[str]) -> str:
        return found[0] if found[0] in _OWN else "-"

    return _ADDRESS.sub(hidden, _HEADERS.sub("{headers left out}", message))
