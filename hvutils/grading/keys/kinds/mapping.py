"""A mapping: some things, and a word for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from hvutils.errors import KeyFileError
from hvutils.grading.keys.fields import Fields
from hvutils.grading.keys.reading import Reading
from hvutils.grading.keys.words import Words, confirm, no_rows, read_words
from hvutils.grading.marking.marks import Mark
from hvutils.grading.marking.question import QuestionKey, Returned, SampleAnswer
from hvutils.grading.marking.texts import normal, rows, shown

__all__ = ["MappingKey"]

_EXPECTS = "a word for each"


@dataclass(frozen=True)
class MappingKey(QuestionKey):
    """The key of a mapping: the words of each item, with equal shares of the points.

    Args:
        points: what the question is worth.
        items: an item to its words; for one student, the items that were drawn.
        pick: how many of the items each student is asked, or ``None`` for all.
        student: whom the items were drawn for, or nothing.
        others: the items that were drawn for other students only, as answers are compared.
    """

    kind: ClassVar[str] = "mapping"

    points: float
    items: Mapping[str, Words]
    pick: int | None = None
    student: str = ""
    others: frozenset[str] = frozenset()

    @classmethod
    def read(cls, fields: Fields, reading: Reading) -> MappingKey:
        """Read a mapping from a key."""
        points = fields.number("points")
        items: dict[str, Words] = {}
        for name, table in fields.table("items").items():
            inner = Fields(f"{fields.where}, item {name!r}", table)
            items[name] = read_words(inner)
            inner.end()
        if not items:
            raise KeyFileError(f"{fields.where}: items is empty, so that nothing is asked")
        pick = int(fields.number("pick")) if "pick" in fields else None
        if pick is not None and not 0 < pick <= len(items):
            raise KeyFileError(f"{fields.where}: pick = {pick} of {len(items)} items cannot be")
        if pick is not None and not reading.draws:
            raise KeyFileError(
                f"{fields.where}: pick draws with the term of a set, and the key has none: "
                "add [set] with its term"
            )
        return cls(points, items, pick)

    def drawn(self, names: Sequence[str], student: str) -> MappingKey:
        """Return the key with the items that one student is asked."""
        others = frozenset(normal(name) for name in self.items if name not in names)
        items = {name: self.items[name] for name in names}
        return replace(self, items=items, student=student, others=others)

    def mark(self, question: str, value: object, returned: tuple[Returned, ...]) -> Mark:
        """Mark each item's word."""
        share = self.points / len(self.items)
        said, twice = rows(value)
        items = tuple(
            # The class report counts an item under its name, whichever a student was asked.
            replace(words.judge(name, said.get(normal(name)), share, _EXPECTS), aspect=name)
            for name, words in self.items.items()
        )
        known = {normal(name) for name in self.items}
        notes = no_rows(value)
        notes += [f"Answered twice, and so not marked: {shown(name)}." for name in twice[:5]]
        strangers = [name for name in said if name not in known]
        if held := self._held(question, said, strangers):
            notes.append(held)
        elif strangers:
            named = ", ".join(shown(name) for name in strangers[:5])
            notes.append(f"Not asked for, and not marked: {named}.")
        return Mark(question, items, tuple(notes), held)

    def _held(self, question: str, said: Mapping[str, object], strangers: list[str]) -> str:
        """Say why a person has to look: what others were asked is answered, not one's own."""
        foreign = [name for name in strangers if name in self.others and said[name]]
        lacking = [name for name in self.items if not said.get(normal(name))]
        if not foreign or not lacking:
            return ""
        return (
            f"{question!r} is held, and no mark is given yet: it answers "
            f"{', '.join(shown(name) for name in foreign[:5])}, and {shown(self.student)!r} was "
            f"asked {', '.join(self.items)}. {confirm(self.student)}"
        )

    def samples(self) -> Iterator[SampleAnswer]:
        """Yield everything right, and each known word of each item among right ones."""
        share = self.points / len(self.items)
        right = {name: next(iter(words.accepted)) for name, words in self.items.items()}
        yield SampleAnswer("everything right", right, self.points)
        for name, words in self.items.items():
            for word, part in words.each():
                earns = self.points - share * (1 - part)
                yield SampleAnswer(f"{name}: {word!r}", {**right, name: word}, earns)
        yield SampleAnswer("an untouched cell", dict.fromkeys(self.items), 0.0)
        yield SampleAnswer("nothing", None, 0.0)
