"""The shape of an answer: which rows and columns it has, and which words may stand in them.

A shape knows what an answer may look like, never which one is right.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hvutils.errors import AnswerError, CaptureError
from hvutils.lab.shelf import server
from hvutils.tables.words import Hypervisor, HypervisorType, Role

__all__ = ["COLUMNS", "Choice", "Function", "Report", "Shape", "Table"]

COLUMNS: Mapping[str, tuple[type[StrEnum], tuple[str, ...]] | None] = {
    "platform": (Hypervisor, ("none",)),
    "role": (Role, ()),
    "type": (HypervisorType, ("none",)),
    "evidence": None,
}
"""The columns of an audit, with the words that may stand in them; evidence is ``file:line``."""

MAX_ANSWER_BYTES = 20_000
"""An answer longer than this is no answer; the longest honest one has a tenth of it."""


@dataclass(frozen=True)
class Report:
    """What the shape check says of an answer.

    Args:
        complete: every part is answered in words that can be marked.
        lines: the sentences to show, the summary first.
        value: the answer as data, ready to be handed in.
    """

    complete: bool
    lines: tuple[str, ...]
    value: object

    @property
    def text(self) -> str:
        """The sentences, a line each."""
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Choice:
    """One of several words."""

    options: tuple[str, ...]

    def describe(self) -> str:
        """Say what an answer looks like."""
        return "one of " + ", ".join(repr(option) for option in self.options)

    def check(self, value: object) -> Report:
        """Check the shape of an answer; see `Report`."""
        if value is None or value is ...:
            return Report(False, (f"not answered yet: give {self.describe()}",), None)
        problem = _word_problem("an option", value, self.options)
        if problem:
            return Report(False, (problem,), value if isinstance(value, str) else None)
        return Report(True, (f"answered: {value!r}",), value)


@dataclass(frozen=True)
class Table:
    """A row a server, a column a judgement."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]

    def describe(self) -> str:
        """Say what an answer looks like."""
        lines = [f"a dictionary with {_list(self.rows)}; each has"]
        for column in self.columns:
            words = _words(column)
            lines.append(f"  {column}: " + (", ".join(words) if words else "'file:line'"))
        return "\n".join(lines)

    def check(self, value: object) -> Report:
        """Check the shape of an answer; see `Report`."""
        if not isinstance(value, dict):
            problem = f"the answer is {type(value).__name__}: give a dictionary, a server a row"
            return Report(False, (problem,), None)
        problems: list[str] = []
        clean: dict[str, dict[str, str]] = {}
        answered = 0
        for row in value:
            if row not in self.rows:
                problems.append(_unknown("server of this question", row, self.rows))
        for row in self.rows:
            given = value.get(row)
            if not isinstance(given, dict):
                if given is not None:
                    problems.append(f"{row}: give a dictionary with {_list(self.columns)}")
                continue
            before = len(problems)
            clean[row] = self._check_row(row, given, problems)
            if len(problems) == before and len(clean[row]) == len(self.columns):
                answered += 1
        summary = f"{answered} of {len(self.rows)} servers answered"
        return Report(answered == len(self.rows) and not problems, (summary, *problems), clean)

    def _check_row(
        self, row: str, given: Mapping[object, object], problems: list[str]
    ) -> dict[str, str]:
        kept: dict[str, str] = {}
        for column in given:
            if column not in self.columns:
                problems.append(f"{row}: " + _unknown("column", column, self.columns))
        for column in self.columns:
            cell = given.get(column)
            if cell is None or cell is ...:
                continue
            words = _words(column)
            problem = (
                _word_problem(f"a {column}", cell, words) if words else _citation_problem(row, cell)
            )
            if problem:
                problems.append(f"{row}: {problem}")
            if isinstance(cell, str):
                kept[column] = str(cell)
        return kept


@dataclass(frozen=True)
class Function:
    """A function of the student's, tried here on examples and later on inputs of the marker's."""

    examples: tuple[object, ...]

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
        for example in self.examples:
            try:
                returned = value(example)
                json.dumps(returned)
                empty = returned is None or returned is ...
                lines.append(f"  {example!r} -> {returned!r}" + (" (nothing)" if empty else ""))
                worked = worked and not empty
            # Whatever a student's function raises is told to the student, never raised through.
            except Exception as error:
                lines.append(f"  {example!r} -> {type(error).__name__}: {error}")
                worked = False
        return Report(worked, tuple(lines), getattr(value, "__name__", "function"))


Shape = Choice | Table | Function


def _words(column: str) -> tuple[str, ...]:
    try:
        found = COLUMNS[column]
    except KeyError:
        raise AnswerError(_unknown("column", column, tuple(COLUMNS))) from None
    if found is None:
        return ()
    words, further = found
    return tuple(word.value for word in words) + further


def _word_problem(what: str, given: object, words: tuple[str, ...]) -> str | None:
    if isinstance(given, str) and given in words:
        return None
    close = difflib.get_close_matches(str(given).lower(), words, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]!r}?" if close else "it is one of " + ", ".join(words)
    return f"{given!r} is not {what}: {hint}"


def _unknown(what: str, given: object, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(str(given).lower(), known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"there are {_list(known)}"
    return f"{given!r} is no {what}: {hint}"


def _citation_problem(row: str, given: object) -> str | None:
    form = "give 'file:line', such as 'lscpu.txt:7'"
    if not isinstance(given, str) or ":" not in given:
        return f"evidence {given!r} is no line of a probe: {form}"
    name, _, number = given.rpartition(":")
    try:
        file = server(row).file(name)
    except CaptureError as error:
        return str(error)
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= len(file.lines):
        return f"{name} has lines 1 to {len(file.lines)}, not {number!r}"
    if not file.line(int(number)).strip():
        return f"{given} is an empty line: cite the line that shows it"
    return None


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(repr(word) for word in words)
