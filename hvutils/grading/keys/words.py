"""Words: an answer of one word or sentence, with what is said of each that the key knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hvutils.errors import KeyFileError
from hvutils.grading.keys.fields import Fields
from hvutils.grading.marking.marks import ItemMark, Outcome
from hvutils.grading.marking.texts import foreign, normal, shown

__all__ = ["PARTLY", "Words", "missing", "read_words"]

PARTLY = 0.5
"""The share of the points that an answer under ``partly`` earns."""


@dataclass(frozen=True)
class Words:
    """The words that the key knows, in the form in which they are compared.

    Args:
        accepted: a right word to why it is right.
        partly: a word that is half right to what it lacks.
        wrong: a wrong word to the misconception behind it.
        otherwise: what is said of any other.
        hint: what to look at again, without naming what is right.
    """

    accepted: Mapping[str, str]
    partly: Mapping[str, str]
    wrong: Mapping[str, str]
    otherwise: str
    hint: str

    def judge(self, item: str, value: object, worth: float, expects: str) -> ItemMark:
        """Mark one word."""
        given = normal(value)
        if value is None or value == "":
            return missing(item, worth, expects)
        if given in self.accepted:
            why = self.accepted[given]
            return ItemMark(item, given, Outcome.RIGHT, worth, worth, why, expects)
        if given in self.partly:
            half, why = round(worth * PARTLY, 4), self.partly[given]
            hint = self.hint
            return ItemMark(item, given, Outcome.PARTLY, half, worth, why, expects, hint=hint)
        known = self.wrong.get(given, "")
        why = known or self.otherwise
        if not isinstance(value, str):
            why = f"A {type(value).__name__} is no answer here: {expects}."
        elif odd := foreign(value):
            why = f"The answer has letters of another alphabet: {odd}. {why}".strip()
        return ItemMark(
            *(item, shown(value), Outcome.WRONG, 0.0, worth, why, expects),
            hint=self.hint,
            misconception=known,
        )

    def each(self) -> Iterator[tuple[str, float]]:
        """Yield each known word with the share of the points that it earns."""
        yield from ((word, 1.0) for word in self.accepted)
        yield from ((word, PARTLY) for word in self.partly)
        yield from ((word, 0.0) for word in self.wrong)


def missing(item: str, worth: float, expects: str) -> ItemMark:
    """Mark an item that was not answered."""
    return ItemMark(item, "", Outcome.MISSING, 0.0, worth, "Not answered.", expects)


def read_words(fields: Fields) -> Words:
    """Take ``accept``, ``partly``, ``wrong``, ``otherwise`` and ``hint``.

    Raises:
        KeyFileError: nothing is accepted, or a word stands in two tables.
    """
    tables = [fields.texts("accept"), fields.texts("partly", {}), fields.texts("wrong", {})]
    if not tables[0]:
        raise KeyFileError(f"{fields.where}: accept is empty, so that no answer is right")
    seen: dict[str, str] = {}
    for table in tables:
        for word in table:
            form = normal(word)
            if not form:
                raise KeyFileError(f"{fields.where}: {word!r} is no word that can be answered")
            if form in seen:
                raise KeyFileError(
                    f"{fields.where}: {word!r} and {seen[form]!r} are the same answer: keep one"
                )
            seen[form] = word
    accepted, partly, wrong = ({normal(w): says for w, says in t.items()} for t in tables)
    return Words(accepted, partly, wrong, fields.text("otherwise", ""), fields.text("hint", ""))
