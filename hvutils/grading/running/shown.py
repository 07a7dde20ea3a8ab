"""How far a run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Column

__all__ = ["Shown"]

_EVERY = 10.0
_WIDE = 82
"""Columns that the bar with all its words takes."""


class Shown:
    """Shows how many of a class are graded, how fast, for how much longer, and how many failed.

    Args:
        total: how many are to be graded.
        console: where it is shown.
        clock: gives the seconds.
    """

    def __init__(
        self, total: int, console: Console, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._total, self._console, self._clock = total, console, clock
        self._start = self._said = clock()
        self._done = self._failed = 0
        self._narrow = console.width < _WIDE
        columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn())
        self._bar = Progress(
            *(() if self._narrow else columns),
            TextColumn("{task.fields[how]}", table_column=Column(no_wrap=True)),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        how = f"0/{total} starting" if self._narrow else "starting"
        self._task = self._bar.add_task("grading", total=total, how=how)

    def __enter__(self) -> Shown:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def begin(self) -> None:
        """Begin to measure: the workers are ready."""
        self._start = self._said = self._clock()

    def advance(self, *, failed: bool) -> None:
        """Count one more, and one more that could not be graded."""
        self._done += 1
        self._failed += failed
        now = self._clock()
        how = self._how(now)
        bar = self._briefly(now) if self._narrow else how
        self._bar.update(self._task, completed=self._done, how=bar)
        last = self._done == self._total
        if not self._console.is_terminal and (last or now - self._said >= _EVERY):
            self._said = now
            self._console.print(f"graded {self._done} of {self._total}, {how}", highlight=False)

    def _how(self, now: float) -> str:
        rate, left = self._rate(now)
        text = f"{rate:.1f} a second, {left} left"
        return f"{text}, {self._failed} not graded" if self._failed else text

    def _briefly(self, now: float) -> str:
        """Say it in few columns; what matters least stands last, where it is cut."""
        rate, left = self._rate(now)
        failed = f" {self._failed} not graded" if self._failed else ""
        return f"{self._done}/{self._total}{failed} {left} left {rate:.1f}/s"

    def _rate(self, now: float) -> tuple[float, str]:
        """Return how many a second, and the time that is left."""
        spent = now - self._start
        rate = self._done / spent if spent > 0 else 0.0
        left = round((self._total - self._done) / rate) if rate else 0
        return rate, f"{left // 60}:{left % 60:02}"
