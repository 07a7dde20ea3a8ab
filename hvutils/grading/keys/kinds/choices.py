"""Several choices: the words that are right, out of some; a wrong pick cancels a right one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from hvutils.grading.keys.fields import Fields
from hvutils.grading.keys.reading import Reading
from hvutils.grading.keys.words import Words, missing, read_words
from hvutils.grading.marking.marks import ItemMark, Mark, Outcome
from hvutils.grading.marking.question import QuestionKey, Returned, SampleAnswer
from hvutils.grading.marking.texts import normal, shown

__all__ = ["ChoicesKey"]

_EXPECTS = "a list of the options that hold"
_MOST = 50
"""Picks that are looked at; no question has as many options."""


@dataclass(frozen=True)
class ChoicesKey(QuestionKey):
    """The key of several choices: each right option earns a share, each wrong one costs one."""

    kind: ClassVar[str] = "choices"

    points: float
    words: Words

    @classmethod
    def read(cls, fields: Fields, reading: Reading) -> ChoicesKey:
        """Read several choices from a key."""
        return cls(fields.number("points"), read_words(fields))

    def mark(self, question: str, value: object, returned: tuple[Returned, ...]) -> Mark:
        """Mark the options that were picked; all of them together earn nothing."""
        share = self.points / len(self.words.accepted)
        if not isinstance(value, list) or not value:
            return Mark(question, (self._unusable(question, value),))
        picked = list(dict.fromkeys(normal(word) for word in value[:_MOST]))
        items = [self._picked(word, share) for word in picked]
        if left := [word for word in self.words.accepted if word not in picked]:
            items.append(self._left_out(left, share))
        return Mark(question, tuple(items))

    def _unusable(self, question: str, value: object) -> ItemMark:
        if value is None or value == []:
            return missing(question, self.points, _EXPECTS)
        why = f"The answer is no list: give {_EXPECTS}."
        return ItemMark(question, shown(value), Outcome.WRONG, 0.0, self.points, why, _EXPECTS)

    def _picked(self, word: str, share: float) -> ItemMark:
        if word in self.words.accepted:
            why = self.words.accepted[word]
            return ItemMark(word, "picked", Outcome.RIGHT, share, share, why, _EXPECTS)
        known = self.words.wrong.get(word, "")
        why = known or self.words.otherwise or "This is none of the options that hold."
        return ItemMark(
            *(shown(word) or "?", "picked", Outcome.WRONG, -share, 0.0, why, _EXPECTS),
            hint=self.words.hint,
            misconception=known,
        )

    def _left_out(self, words: list[str], share: float) -> ItemMark:
        """Mark what holds and was not picked, together: hints alone must not name it."""
        why = " ".join(f"{word!r} holds as well: {self.words.accepted[word]}" for word in words)
        return ItemMark(
            *("not picked", "", Outcome.WRONG, 0.0, round(share * len(words), 4), why, _EXPECTS),
            hint=self.words.hint or "More of the options hold.",
        )

    def samples(self) -> Iterator[SampleAnswer]:
        """Yield all right options, each wrong one added to them, everything, and nothing."""
        right, wrong = list(self.words.accepted), list(self.words.wrong)
        share = self.points / len(right)
        yield SampleAnswer("all that hold", right, self.points)
        for word in right:
            yield SampleAnswer(f"{word!r} alone", [word], share)
        for word in wrong:
            yield SampleAnswer(f"{word!r} as well", [*right, word], self.points - share)
        yield SampleAnswer("an untouched cell", None, 0.0)
        yield SampleAnswer("an empty list", [], 0.0)
