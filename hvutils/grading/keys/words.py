"""Words: an answer of one word or sentence, with what is said of each that the key knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hvutils.errors import KeyFileError
from hvutils.grading.keys.fields import Fields
from hvutils.grading.marking.marks import ItemMark, Outcome
from hvutils.grading.marking.texts import foreign, normal, shown, wrong_kind

__all__ = ["PARTLY", "Words", "confirm", "missing", "no_rows", "read_words"]

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
        if value is None or (isinstance(value, str) and not value.strip()):
            return missing(item, worth, expects)
        if given in self.accepted:
            why = self.accepted[given]
            return ItemMark(item, given, Outcome.RIGHT, worth, worth, why, expects)
        if given in self.partly:
            half, why = round(worth * PARTLY, 4), self.partly[given]
            hint = self.hint
            return ItemMark(item, given, Outcome.PARTLY, half, worth, why, expects, hint=hint)
        known = self.wrong.get(given, "")
        why = known or self.otherwise or self._right()
        if not isinstance(value, str):
            why = wrong_kind(value, expects)
        elif odd := foreign(value):
            why = f"The answer has letters of another alphabet: {odd}. {why}".strip()
        return ItemMark(
            *(item, shown(value), Outcome.WRONG, 0.0, worth, why, expects),
            hint=self.hint,
            misconception=known,
        )

    def _right(self) -> str:
        """Say what is right, where the key says nothing of a wrong answer."""
        word, says = next(iter(self.accepted.items()))
        return f"Right is {word!r}. {says}".strip()

    def each(self) -> Iterator[tuple[str, float]]:
        """Yield each known word with the share of the points that it earns."""
        yield from ((word, 1.0) for word in self.accepted)
        yield from ((word, PARTLY) for word in self.partly)
        yield from ((word, 0.0) for word in self.wrong)


def missing(item: str, worth: float, expects: str) -> ItemMark:
    """Mark an item that was not answered."""
    return ItemMark(item, "", Outcome.MISSING, 0.0, worth, "Not answered.", expects)


def no_rows(value: object) -> list[str]:
    """Say of an answer that is no dictionary that it is none."""
    if value is None or isinstance(value, Mapping):
        return []
    return [f"The answer is no dictionary, and so nothing of it is marked: {shown(value)}"]


def confirm(student: str) -> str:
    """Say how work is marked that was done under another user name."""
    return (
        "Work done under another user name is marked once the instructor confirms that name: "
        f"hv course alias {shown(student)} OTHER-NAME"
    )


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
