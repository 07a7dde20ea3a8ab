"""A number."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hvutils.lab.shapes.report import Report, handed_on, unanswered
from hvutils.lab.shapes.words import blank

__all__ = ["Number"]


@dataclass(frozen=True)
class Number:
    """A number.

    Args:
        unit: what it counts, such as ``MB``; it is not written.
    """

    unit: str = ""

    def describe(self) -> str:
        """Say what an answer looks like."""
        return f"a number in {self.unit}, without the unit" if self.unit else "a number"

    def check(self, value: object) -> Report:
        """Check the shape of an answer; see `Report`."""
        if blank(value):
            return unanswered(self.describe())
        if isinstance(value, bool) or not isinstance(value, int | float):
            problem = f"{value!r} is no number: write it without quotes and without a unit"
            return Report(False, (problem,), handed_on(value))
        try:
            usable = math.isfinite(value) and abs(value) < 1e15
        except OverflowError:
            usable = False
        if not usable:
            problem = "that number is too large, or none: count again"
            return Report(False, (problem,), handed_on(value))
        return Report(True, (f"answered: {value!r} {self.unit}".rstrip(),), value)
