"""A table: a row a server, a column a judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hvutils.errors import AnswerError, CaptureError
from hvutils.lab.own_set import server
from hvutils.lab.shapes.evidence import line_problem
from hvutils.lab.shapes.report import Report, handed_on
from hvutils.lab.shapes.words import blank, is_slip, listed, spelt, unknown, word_problem
from hvutils.tables.words import Agreement, Hypervisor, HypervisorType, Nesting, NextStep, Role

__all__ = ["COLUMNS", "Table"]

COLUMNS: Mapping[str, tuple[type[StrEnum], tuple[str, ...]] | None] = {
    "platform": (Hypervisor, ("none",)),
    "role": (Role, ()),
    "type": (HypervisorType, ("none",)),
    "evidence": None,
    "nesting": (Nesting, ()),
    "confidence": (Agreement, ()),
    "misleads": None,
    "next": (NextStep, ()),
}
"""The columns of an audit, with the words that may stand in them; ``None`` is ``file:line``."""

_MOST_UNKNOWN = 20


@dataclass(frozen=True)
class Table:
    """A row a server, a column a judgement.

    Args:
        rows: the servers' host names.
        columns: what is judged of each.
        student: whom these servers were drawn for, where they were.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    student: str = ""

    def describe(self) -> str:
        """Say what an answer looks like."""
        lines = [f"a dictionary with {listed(self.rows)}; each has"]
        for column in self.columns:
            words = _words(column)
            lines.append(f"  {column}: " + (", ".join(words) if words else "'file:line'"))
        # Names are typed, not looked up, so that an answer says whose set it is about.
        blank_row = ", ".join(f'"{column}": None' for column in self.columns)
        lines.append("rows to copy into your answer:")
        lines += [f'    "{row}": {{{blank_row}}},' for row in self.rows]
        return "\n".join(lines)

    def check(self, value: object) -> Report:
        """Check the shape of an answer; see `Report`."""
        if not isinstance(value, dict):
            problem = "the answer is no dictionary: give one, a server a row"
            return Report(False, (problem,), handed_on(value))
        problems: list[str] = []
        clean: dict[str, dict[str, object]] = {}
        answered = 0
        missing: list[str] = []
        for row in self.rows:
            given = value.get(row)
            if not isinstance(given, dict):
                missing.append(row)
                if not blank(given):
                    problems.append(f"{row}: give a dictionary with {listed(self.columns)}")
                continue
            before = len(problems)
            clean[row] = self._check_row(row, given, problems)
            empty = tuple(name for name in self.columns if blank(given.get(name)))
            if 0 < len(empty) < len(self.columns):
                problems.append(f"{row}: still without {listed(empty)}")
            if len(problems) == before and len(clean[row]) == len(self.columns):
                answered += 1
        strangers = [row for row in value if row not in self.rows]
        problems = self._strange(strangers, value, clean) + problems
        summary = f"{answered} of {len(self.rows)} servers answered"
        if 0 < len(missing) < len(self.rows):
            summary += f"; nothing yet of {listed(tuple(missing))}"
        return Report(answered == len(self.rows) and not problems, (summary, *problems), clean)

    def _check_row(
        self, row: str, given: Mapping[object, object], problems: list[str]
    ) -> dict[str, object]:
        kept: dict[str, object] = {}
        for column in [name for name in given if name not in self.columns][:_MOST_UNKNOWN]:
            problems.append(f"{row}: " + unknown("column", column, self.columns))
            # Handed on all the same: 'PLATFORM' is marked as what it says.
            if isinstance(column, str) and isinstance(given[column], str):
                kept[column] = str(given[column])
        for column in self.columns:
            cell = given.get(column)
            if blank(cell):
                continue
            words = _words(column)
            cell = spelt(cell, words)
            if words:
                problem = word_problem(f"a {column}", cell, words)
            else:
                problem = _line_problem(row, column, cell)
            if problem:
                problems.append(f"{row}: {problem}")
            kept[column] = str(cell) if isinstance(cell, str) else handed_on(cell)
        return kept

    def _strange(
        self,
        strangers: list[object],
        value: Mapping[object, object],
        clean: dict[str, dict[str, object]],
    ) -> list[str]:
        """Name what is not in the set, and hand it on: a person may know whose it is."""
        for name in strangers[:_MOST_UNKNOWN]:
            row = value[name]
            if isinstance(name, str) and isinstance(row, dict):
                clean[name] = {
                    str(column): cell
                    for column, cell in list(row.items())[:_MOST_UNKNOWN]
                    if isinstance(column, str) and isinstance(cell, str)
                }
        problems = [unknown("server of this question", name, self.rows) for name in strangers]
        if strangers and self.student and not is_slip(strangers, self.rows):
            problems.append(
                f"this set was drawn for {self.student!r}: {', '.join(self.rows)}. If you began "
                "under another user name, go on under that one, or tell your instructor"
            )
        return problems


def _words(column: str) -> tuple[str, ...]:
    try:
        found = COLUMNS[column]
    except KeyError:
        raise AnswerError(unknown("column", column, tuple(COLUMNS))) from None
    if found is None:
        return ()
    words, further = found
    return tuple(word.value for word in words) + further


def _line_problem(row: str, column: str, given: object) -> str | None:
    try:
        return line_problem(server(row), given, column)
    except CaptureError as error:
        return str(error)
