"""Tokens: what stands in place of a secret, the same for the same value in all of a capture."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["TOKEN", "Kind", "Replaced", "Tokens"]


class Kind(StrEnum):
    """The kinds of values that are redacted; the value is the word in their tokens."""

    SERIAL = "serial"
    ASSET_TAG = "asset-tag"
    UUID = "uuid"
    HOST = "host"
    DOMAIN = "domain"
    USER = "user"
    EMAIL = "email"
    NETWORK = "network"
    KEY = "key"
    IPV4 = "ipv4"
    IPV6 = "ipv6"
    MAC = "mac"


TOKEN = re.compile(rf"\[(?:redacted|(?:{'|'.join(Kind)})-\d{{1,9}})\]")
"""A token in brackets, and the recorder's mark; addresses and UUIDs have tokens of their form."""

_NUMBERED = re.compile(rf"\[({'|'.join(Kind)})-(\d{{1,9}})\]")
# Two ranges that RFC 2544 and RFC 3849 keep for tests and documents.
_TEST_NET = (198 << 24) + (18 << 16)
_DOCUMENT_NET = "2001:db8::"
_TEST_NET_SIZE = 1 << 17


@dataclass(frozen=True)
class Replaced:
    """What was put in place of one value, and how often.

    Args:
        kind: what the value was.
        token: what stands there now.
        times: in how many places.
    """

    kind: Kind
    token: str
    times: int


class Tokens:
    """The tokens of one capture.

    Numbers are given in the order in which values are first met. So a text that is redacted
    already gets the numbers that it has, and stays as it is.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[Kind, str], int] = {}
        self._last: Counter[Kind] = Counter()
        self._times: Counter[tuple[Kind, str]] = Counter()

    def reserve(self, text: str) -> None:
        """Leave out the numbers of the bracketed tokens that a text has already."""
        for match in _NUMBERED.finditer(text):
            kind = Kind(match[1])
            self._last[kind] = max(self._last[kind], int(match[2]))

    def number(self, kind: Kind, key: str) -> int:
        """Return the number of a value; ``key`` is the value without its accidents of form."""
        known = self._numbers.get((kind, key))
        if known is None:
            self._last[kind] += 1
            known = self._numbers[kind, key] = self._last[kind]
        return known

    def bracketed(self, kind: Kind, key: str) -> str:
        """Return a token such as ``[serial-1]``."""
        return f"[{kind}-{self.number(kind, key)}]"

    def ipv4(self, key: str) -> str:
        """Return an IPv4 address out of the range for tests."""
        value = _TEST_NET + self.number(Kind.IPV4, key) % _TEST_NET_SIZE
        return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))

    def ipv6(self, key: str, *, link_local: bool) -> str:
        """Return an IPv6 address out of the range for documents, or a link-local one."""
        number = self.number(Kind.IPV6, key)
        high, low = number >> 16, number & 0xFFFF
        prefix = "fe80::" if link_local else _DOCUMENT_NET
        return prefix + (f"{high:x}:{low:x}" if high else f"{low:x}")

    def count(self, kind: Kind, old: str, new: str) -> str:
        """Note that a value was replaced, unless it was a token already, and return the token."""
        if old != new:
            self._times[kind, new] += 1
        return new

    def replaced(self) -> tuple[Replaced, ...]:
        """Return what was replaced, by kind, in the order of numbers."""
        order = list(Kind)
        rows = [Replaced(kind, token, times) for (kind, token), times in self._times.items()]
        return tuple(sorted(rows, key=lambda row: (order.index(row.kind), *_natural(row.token))))


def _natural(token: str) -> tuple[int, str]:
    return len(token), token
