"""A short text."""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.lab.shapes.report import Report, handed_on, unanswered
from hvutils.lab.shapes.words import blank

__all__ = ["Text"]


@dataclass(frozen=True)
class Text:
    """A word or a few.

    Args:
        longest: how many characters it may have.
    """

    longest: int = 80

    def describe(self) -> str:
        """Say what an answer looks like."""
        return f"a text of at most {self.longest} characters, in quotes"

    def check(self, value: object) -> Report:
        """Check the shape of an answer; see `Report`."""
        if blank(value) or (isinstance(value, str) and not value.strip()):
            return unanswered(self.describe())
        if not isinstance(value, str):
            return Report(False, (f"{value!r} is no text: write it in quotes",), handed_on(value))
        if len(value) > self.longest:
            problem = f"the text has {len(value)} characters: shorten it to {self.longest}"
            return Report(False, (problem,), f"{value[: self.longest]}…")
        return Report(True, (f"answered: {value.strip()!r}",), value)
