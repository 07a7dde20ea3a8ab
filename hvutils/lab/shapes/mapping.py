"""A mapping: a word for each of some things."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from hvutils.lab.shapes.report import Report
from hvutils.lab.shapes.words import blank, listed, unknown, word_problem

__all__ = ["Mapping"]


@dataclass(frozen=True)
class Mapping:
    """A word for each of some things; without options, any word.

    Args:
        items: what a word is asked for.
        options: the words to choose from, or none.
        says: an item to what it means, where its name does not say it.
    """

    items: tuple[str, ...]
    options: tuple[str, ...] = ()
    says: Table[str, str] = field(default_factory=dict)

    def describe(self) -> str:
        """Say what an answer looks like, with rows to copy where items come with a meaning."""
        if not self.says:
            return self._briefly()
        words = f"one of {listed(self.options)}" if self.options else "a word"
        width = max(len(item) for item in self.items)
        return "\n".join(
            [
                f"a dictionary with {words} for each of",
                *(f"  {item:{width}}  {self.says[item]}" for item in self.items),
                "rows to copy into your answer:",
                *(f'    "{item}": None,' for item in self.items),
            ]
        )

    def _briefly(self) -> str:
        words = f"one of {listed(self.options)}" if self.options else "a word"
        return f"a dictionary with {words} for each of {listed(self.items)}"

    def check(self, value: object) -> Report:
        """Check the shape of an answer; see `Report`."""
        if not isinstance(value, dict):
            problem = f"the answer is {type(value).__name__}: give {self._briefly()}"
            return Report(False, (problem,), None)
        problems: list[str] = []
        problems += [unknown("part of it", n, self.items) for n in value if n not in self.items]
        clean: dict[str, str] = {}
        for item in self.items:
            given = value.get(item)
            if blank(given):
                continue
            if isinstance(given, str):
                clean[item] = str(given)
            if not isinstance(given, str):
                problems.append(f"{item}: {given!r} is no text: write it in quotes")
            elif self.options and (wrong := word_problem("an option", given, self.options)):
                problems.append(f"{item}: {wrong}")
        summary = f"{len(clean)} of {len(self.items)} answered"
        complete = len(clean) == len(self.items) and not problems
        return Report(complete, (summary, *problems), clean)
