"""A progress bar on a terminal, and nothing anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

__all__ = ["Progress"]

_EVERY = 0.1
_BAR = 30
_CLEAR = "\r\x1b[K"


class Progress:
    """How many of many are done, on one line that is redrawn.

    Args:
        total: how many there are.
        stream: where it is drawn: stderr, so that the output stays clean.
        after: the seconds before it first appears; short work needs none.
        clock: gives the seconds.
    """

    def __init__(
        self,
        total: int,
        stream: TextIO,
        *,
        after: float = 0.5,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total, self._stream, self._clock = total, stream, clock
        self._on = total > 1 and stream.isatty()
        self._start = clock()
        self._next = self._start + after
        self._done = self._bad = 0
        self._shown = False

    def clear(self) -> None:
        """Take the line away, before something else is written to the same terminal."""
        if self._shown:
            self._stream.write(_CLEAR)
            self._stream.flush()
            self._shown = False

    def advance(self, *, bad: bool = False) -> None:
        """Count one more, and one more that could not be used; redraw when it is time."""
        self._done += 1
        self._bad += bad
        now = self._clock()
        if self._on and now >= self._next:
            self._next = now + _EVERY
            self._stream.write(f"{_CLEAR}{self._line(now - self._start)}")
            self._stream.flush()
            self._shown = True

    def _line(self, seconds: float) -> str:
        share = self._done / self._total
        filled = int(share * _BAR)
        rate = self._done / seconds if seconds > 0 else 0.0
        left = round((self._total - self._done) / rate) if rate else 0
        text = (
            f"[{'#' * filled}{'.' * (_BAR - filled)}] {self._done:,} of {self._total:,}, "
            f"{rate:,.0f} a second, {left // 60}:{left % 60:02} left"
        )
        if self._bad:
            text += f", {self._bad:,} not usable"
        import shutil  # Slow, and a bar is seldom drawn.

        # A line that wraps could not be taken away again.
        return text[: max(shutil.get_terminal_size().columns - 1, 1)]
