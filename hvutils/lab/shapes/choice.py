"""A choice: one of several words, or several of them."""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.lab.shapes.report import Report, handed_on, unanswered
from hvutils.lab.shapes.words import blank, listed, spelt, word_problem

__all__ = ["Choice", "Choices"]


@dataclass(frozen=True)
class Choice:
    """One of several words."""

    options: tuple[str, ...]

    def describe(self) -> str:
        """Say what an answer looks like."""
        return f"one of {listed(self.options)}"

    def check(self, value: object) -> Report:
        """Check the shape of an answer; see `Report`."""
        if blank(value):
            return unanswered(self.describe())
        value = spelt(value, self.options)
        problem = word_problem("an option", value, self.options)
        if problem:
            return Report(False, (problem,), handed_on(value))
        return Report(True, (f"answered: {value!r}",), value)


@dataclass(frozen=True)
class Choices:
    """All that hold of several words."""

    options: tuple[str, ...]

    def describe(self) -> str:
        """Say what an answer looks like."""
        return f"a list of those that hold among {listed(self.options)}"

    def check(self, value: object) -> Report:
        """Check the shape of an answer; see `Report`."""
        if blank(value):
            return unanswered(self.describe())
        if not isinstance(value, list | tuple | set | frozenset):
            problem = f"{value!r} is no list: write the options in brackets, [ … ]"
            return Report(False, (problem,), handed_on(value))
        if not value:
            return unanswered(self.describe())
        given = [spelt(word, self.options) for word in value]
        problems = [word_problem("an option", word, self.options) for word in given]
        found = tuple(dict.fromkeys(problem for problem in problems if problem))
        picked = [word for word in self.options if word in given]
        summary = f"picked {len(picked)} of {len(self.options)}: {listed(tuple(picked)) or 'none'}"
        odd = [str(word) for word in given if isinstance(word, str) and word not in self.options]
        return Report(bool(picked) and not found, (summary, *found), picked + odd)
