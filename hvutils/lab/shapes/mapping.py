"""A mapping: a word for each of some things."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from hvutils.lab.shapes.report import Report, handed_on
from hvutils.lab.shapes.words import blank, is_slip, listed, spelt, unknown, word_problem

__all__ = ["Mapping"]

_MOST_UNKNOWN = 20


@dataclass(frozen=True)
class Mapping:
    """A word for each of some things; without options, any word.

    Args:
        items: what a word is asked for.
        options: the words to choose from, or none.
        says: an item to what it means, where its name does not say it.
        student: whom these items were drawn for, where they were.
    """

    items: tuple[str, ...]
    options: tuple[str, ...] = ()
    says: Table[str, str] = field(default_factory=dict)
    student: str = ""

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
            problem = f"the answer is no dictionary: give {self._briefly()}"
            return Report(False, (problem,), handed_on(value))
        problems, clean = self._strange(value)
        answered = 0
        missing: list[str] = []
        for item in self.items:
            given = spelt(value.get(item), self.options)
            if blank(given):
                missing.append(item)
                continue
            if not isinstance(given, str):
                problems.append(f"{item}: {given!r} is no text: write it in quotes")
                clean[item] = handed_on(given)
                continue
            clean[item] = str(given)
            if self.options and (wrong := word_problem("an option", given, self.options)):
                problems.append(f"{item}: {wrong}")
            else:
                answered += 1
        summary = f"{answered} of {len(self.items)} answered" + self._left(missing)
        complete = answered == len(self.items) and not problems
        return Report(complete, (summary, *problems), clean)

    def _left(self, missing: list[str]) -> str:
        """Name what is not answered; where nothing is, the words to choose from."""
        if len(missing) == len(self.items):
            return f": give each of them one of {listed(self.options)}" if self.options else ""
        return f"; still without a word: {listed(tuple(missing))}" if missing else ""

    def _strange(self, value: dict[object, object]) -> tuple[list[str], dict[str, object]]:
        """Name what is not asked, and hand it on: a person may know whom it was asked."""
        strangers = [name for name in value if name not in self.items]
        problems = [unknown("part of it", name, self.items) for name in strangers]
        if strangers and self.student and not is_slip(strangers, self.items):
            problems.append(
                f"this was drawn for {self.student!r}: {listed(self.items)}. If you began under "
                "another user name, go on under that one, or tell your instructor"
            )
        others: dict[str, object] = {
            name: str(value[name])
            for name in strangers[:_MOST_UNKNOWN]
            if isinstance(name, str) and isinstance(value[name], str)
        }
        return problems, others
