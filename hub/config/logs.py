"""Keeps out of the hub's log what says who somebody is, but for user names."""

from __future__ import annotations

import ipaddress
import logging
import re

__all__ = ["NamesOnly"]

_MAYBE = re.compile(r"(?<![\w.:])[0-9a-f:]*[0-9a-f.:]{2,}(?![\w:])", re.I)
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
        word = found[0].rstrip(".:")
        try:
            ipaddress.ip_address(word)
        except ValueError:
            return found[0]
        return found[0] if word in _OWN else "-" + found[0][len(word) :]

    return _MAYBE.sub(hidden, _HEADERS.sub("{headers left out}", message))
