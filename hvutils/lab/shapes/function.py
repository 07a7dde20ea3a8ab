"""A function of the student's."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hvutils.lab.shapes.report import Report
from hvutils.lab.shapes.words import word_problem

__all__ = ["Function"]


@dataclass(frozen=True)
class Function:
    """A function of the student's, tried here on examples and later on inputs of the marker's.

    Args:
        examples: arguments that it is tried on.
        names: what each of them is called, where it is too long to be shown.
        returns: the words that it may return, where there are only some.
    """

    examples: tuple[object, ...]
    names: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()

    def describe(self) -> str:
        """Say what an answer looks like."""
        return "a function of one argument; pass the function itself, without calling it"

    def check(self, value: object) -> Report:
        """Check the shape of an answer; see `Report`."""
        if value is None or value is ...:
            return Report(False, ("not answered yet: write the function first",), None)
        if not callable(value):
            return Report(
                False, (f"{value!r} is no function: pass its name without brackets",), None
            )
        lines = ["on the examples your function returns"]
        worked = True
        names = self.names or tuple(map(repr, self.examples))
        for name, example in zip(names, self.examples, strict=True):
            try:
                returned = value(example)
                json.dumps(returned)
                empty = returned is None or returned is ...
                remark = " (nothing)" if empty else self._remark(returned)
                lines.append(f"  {name} -> {returned!r}{remark}")
                worked = worked and not empty
            # Whatever a student's function raises is told to the student, never raised through.
            except Exception as error:
                lines.append(f"  {name} -> {type(error).__name__}: {error}")
                worked = False
        return Report(worked, tuple(lines), getattr(value, "__name__", "function"))

    def _remark(self, returned: object) -> str:
        """Return what is said of a word that is none of those asked for: it can be handed in."""
        problem = word_problem("a word to return", returned, self.returns)
        return f": {problem}" if self.returns and problem else ""
