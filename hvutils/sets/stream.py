"""Stream: numbers that follow from words, the same on every machine and under every Python.

The library's ``random`` promises that for ``random()`` alone, and a student's code can seed it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

__all__ = ["Stream"]

T = TypeVar("T")


class Stream:
    """A row of numbers that follows from some words.

    Args:
        words: what the numbers follow from; other words give other numbers.

    >>> Stream("ada", "recon").below(1000) == Stream("ada", "recon").below(1000)
    True
    """

    def __init__(self, *words: str) -> None:
        # Each word's length stands before it, so that no two lists of words run together.
        parts = (f"{len(word)}:{word}" for word in words)
        self._seed = hashlib.sha256("".join(parts).encode("utf-8", "replace")).digest()
        self._count = 0

    def below(self, end: int) -> int:
        """Return the next number from 0 to ``end - 1``."""
        block = hashlib.sha256(self._seed + self._count.to_bytes(8, "big")).digest()
        self._count += 1
        return int.from_bytes(block[:8], "big") % end

    def pick(self, things: Sequence[T]) -> T:
        """Return one of some things."""
        return things[self.below(len(things))]

    def sample(self, things: Sequence[T], count: int) -> tuple[T, ...]:
        """Return some of the things, each at most once, in an order of its own."""
        left = list(things)
        return tuple(left.pop(self.below(len(left))) for _ in range(count))

    def shuffled(self, things: Sequence[T]) -> tuple[T, ...]:
        """Return the things in an order of its own."""
        return self.sample(things, len(things))
