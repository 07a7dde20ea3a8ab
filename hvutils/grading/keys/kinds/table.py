"""A table: the servers of a student's set, a row each, judged column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from hvutils.errors import KeyFileError
from hvutils.grading.keys.fields import Fields
from hvutils.grading.keys.reading import Reading
from hvutils.grading.keys.truth import COLUMNS, Truth
from hvutils.grading.keys.words import confirm, missing, no_rows
from hvutils.grading.marking.marks import ItemMark, Mark, Outcome
from hvutils.grading.marking.question import QuestionKey, Returned, SampleAnswer
from hvutils.grading.marking.texts import citation, foreign, normal, rows, shown, wrong_kind
from hvutils.sets import DrawnSet

__all__ = ["TableKey"]

_EXPECTS = {
    "platform": "a platform's name, or 'none'",
    "role": "a role",
    "type": "'type-1', 'type-2', 'undetermined' or 'none'",
    "evidence": "'file:line'",
    "nesting": "whether guests of its own are offered to it",
    "confidence": "whether independent witnesses agree",
    "misleads": "'file:line'",
    "next": "what to do next",
}
_HINTS = {
    "platform": "Hear processor, firmware and devices one after the other: whose word is dearest?",
    "role": "Does it stand on a hypervisor, does it run guests, or neither? Which line says so?",
    "type": "Which line would read otherwise if the type were another?",
    "evidence": "Could this line stand on a machine of another kind? Find one that could not.",
    "nesting": "Is it a guest at all? Then look for vmx or svm among its flags, if you see flags.",
    "confidence": "Who writes the firmware's strings, and who the processor's signature?",
    "misleads": "Which line would make a hasty reader say something else?",
    "next": "What is still open, and where can it be seen?",
}


@dataclass(frozen=True)
class TableKey(QuestionKey):
    """The key of a table: the truth of each server, and the points of each column.

    Before a set is drawn, ``truths`` are all servers that may be drawn, by their names in the
    pool; afterwards the student's, by their host names.
    """

    kind: ClassVar[str] = "table"

    truths: tuple[Truth, ...]
    column_points: Mapping[str, float]
    count: int
    student: str = ""

    @property
    def points(self) -> float:  # type: ignore[override]
        """What a student's whole table is worth."""
        return self.count * sum(self.column_points.values())

    @classmethod
    def read(cls, fields: Fields, reading: Reading) -> TableKey:
        """Read a table from a key."""
        inner = Fields(f"{fields.where}, points", fields.take("points"))
        points = {column: inner.number(column) for column in COLUMNS if column in inner}
        inner.end()
        if not points:
            raise KeyFileError(f"{fields.where}: points names no column of {', '.join(COLUMNS)}")
        truths = reading.truths(fields)
        for truth in truths:
            if lacking := truth.lacks(points):
                says = f"{truth.machine}.toml says nothing of {lacking!r}"
                raise KeyFileError(f"{fields.where}: {says}: add it there")
        if "platform" not in points:
            truths = tuple(truth.for_role for truth in truths)
        return cls(truths, points, len(reading.groups))

    def drawn(self, drawn: DrawnSet) -> TableKey:
        """Return the key for one student's set."""
        by_name = {truth.machine: truth for truth in self.truths}
        truths = tuple(by_name[server.machine].drawn(server) for server in drawn.servers)
        return replace(self, truths=truths, student=drawn.student)

    def mark(self, question: str, value: object, returned: tuple[Returned, ...]) -> Mark:
        """Mark each cell; names that are not in the set hold the whole for a person."""
        said, twice = rows(value)
        items: list[ItemMark] = []
        for truth in self.truths:
            row, doubled = rows(said.get(truth.name))
            twice += doubled
            for column, worth in self.column_points.items():
                found = self._cell(truth, column, row.get(column), worth)
                # A report counts over sets that call the same server by other names.
                expert = truth.expert[column]
                items.append(replace(found, subject=truth.machine, aspect=column, truth=expert))
        known = {truth.name for truth in self.truths}
        strangers = [name for name in said if name not in known]
        notes = no_rows(value)
        notes += [f"Answered twice, and so not marked: {shown(name)}." for name in twice[:5]]
        if held := self._held(question, said, strangers):
            notes.append(held)
        elif strangers:
            named = ", ".join(shown(name) for name in strangers[:5])
            notes.append(f"Not asked for, and not marked: {named}.")
        return Mark(question, tuple(items), tuple(notes), held)

    def _held(self, question: str, said: Mapping[str, object], strangers: list[str]) -> str:
        """Say why a person has to look: somebody else's servers are answered, not one's own."""
        foreigners = [name for name in strangers if _answered(said[name])]
        lacking = [truth.name for truth in self.truths if not _answered(said.get(truth.name))]
        if not foreigners or not lacking or not self.student:
            return ""
        return (
            f"{question!r} is held, and no mark is given yet: it answers for "
            f"{', '.join(shown(name) for name in foreigners[:5])}, and the set drawn for "
            f"{shown(self.student)!r} has {', '.join(truth.name for truth in self.truths)}. "
            f"{confirm(self.student)}"
        )

    def _cell(self, truth: Truth, column: str, value: object, worth: float) -> ItemMark:
        item, expects, given = f"{truth.name} · {column}", _EXPECTS[column], normal(value)
        if value is None or (isinstance(value, str) and not value.strip()):
            return missing(item, worth, expects)
        if not given:
            why = wrong_kind(value, expects)
            return ItemMark(
                *(item, shown(value), Outcome.WRONG, 0.0, worth, why, expects), hint=_HINTS[column]
            )
        return _JUDGES.get(column, _judgement)(truth, column, value, worth)

    def samples(self) -> Iterator[SampleAnswer]:
        """Yield, server by server, every known value among an expert's others, and nothing."""
        one = sum(self.column_points.values())
        for truth in self.truths:
            expert = {c: v for c, v in truth.expert.items() if c in self.column_points}
            yield SampleAnswer(f"{truth.name}: an expert's row", {truth.name: expert}, one)
            known = [(column, value, 1.0) for column, value in truth.accepted]
            known += [(column, value, 0.0) for column, value in truth.misread]
            known += [("evidence", place, weight) for place, weight in truth.weights.items()]
            known += [("misleads", place, weight) for place, weight in truth.misleads.items()]
            for column, value, weight in known:
                if column in self.column_points:
                    earns = one - self.column_points[column] * (1 - weight)
                    row = {**expert, column: value}
                    says = f"{truth.name}: {column} {value!r}"
                    yield SampleAnswer(says, {truth.name: row}, earns)
        blank = {truth.name: dict.fromkeys(self.column_points) for truth in self.truths}
        yield SampleAnswer("an untouched cell", blank, 0.0)
        yield SampleAnswer("nothing", None, 0.0)


def _answered(row: object) -> bool:
    return any(cell not in (None, "") for cell in rows(row)[0].values())


def _judgement(truth: Truth, column: str, value: object, worth: float) -> ItemMark:
    item, expects, given = f"{truth.name} · {column}", _EXPECTS[column], normal(value)
    if (column, given) in truth.accepted:
        why = truth.accepted[column, given]
        line = truth.shown_by(why)
        return ItemMark(item, given, Outcome.RIGHT, worth, worth, why, expects, line)
    known = truth.misread.get((column, given), "")
    why = known or f"The lines say otherwise: {truth.says[truth.best]}"
    if odd := foreign(value):
        why = f"The answer has letters of another alphabet: {odd}. {why}"
    return ItemMark(
        *(item, shown(value), Outcome.WRONG, 0.0, worth, why, expects, truth.shown_by(why)),
        hint=_HINTS[column],
        misconception=known,
    )


def _citation(truth: Truth, column: str, value: object, worth: float) -> ItemMark:
    item, expects, place = f"{truth.name} · {column}", _EXPECTS[column], citation(value)
    weight = truth.weights.get(place)
    if weight == 1.0:
        says, line = truth.says[place], truth.line(place)
        return ItemMark(item, place, Outcome.RIGHT, worth, worth, says, expects, line)
    outcome = Outcome.PARTLY if weight else Outcome.WRONG
    if weight is not None:
        why = f"{truth.says[place]} Stronger: {truth.proof}"
    elif truth.line(place):
        why = f"That line does not show what the machine is. This one does: {truth.proof}"
    else:
        why = f"There is no such line. This one shows it: {truth.proof}"
    return ItemMark(
        *(item, shown(value), outcome, round(worth * (weight or 0.0), 4), worth, why, expects),
        line=truth.line(truth.best),
        hint=_HINTS[column],
        misconception=truth.says[place] if weight == 0.0 else "",
    )


def _trap(truth: Truth, column: str, value: object, worth: float) -> ItemMark:
    """Mark a line that is cited as the one that misleads."""
    item, expects, place = f"{truth.name} · {column}", _EXPECTS[column], citation(value)
    share = truth.misleads.get(place, 0.0)
    if share == 1.0:
        says, line = truth.says[place], truth.line(place)
        return ItemMark(item, place, Outcome.RIGHT, worth, worth, says, expects, line)
    warned = f"This one misleads: {truth.trap}: {truth.says[truth.trap]}"
    known = ""
    if share:
        why = f"It proves little and misleads few. {truth.says[place]} {warned}"
    elif place in truth.weights:
        why = known = f"That line tells the truth: {truth.says[place]}"
    elif truth.line(place):
        why = f"Nobody is misled by that line. {warned}"
    else:
        why = f"There is no such line. {warned}"
    outcome, earned = Outcome.PARTLY if share else Outcome.WRONG, round(worth * share, 4)
    return ItemMark(
        *(item, shown(value), outcome, earned, worth, why, expects),
        line=truth.line(truth.trap),
        hint=_HINTS[column],
        misconception=known,
    )


_JUDGES = {"evidence": _citation, "misleads": _trap}
