"""A choice: one of several words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from hvutils.grading.keys.fields import Fields
from hvutils.grading.keys.reading import Reading
from hvutils.grading.keys.words import Words, read_words
from hvutils.grading.marking.marks import Mark
from hvutils.grading.marking.question import QuestionKey, Returned, SampleAnswer

__all__ = ["ChoiceKey"]


@dataclass(frozen=True)
class ChoiceKey(QuestionKey):
    """The key of a choice: accepted words with reasons, wrong ones with misconceptions."""

    kind: ClassVar[str] = "choice"

    points: float
    words: Words

    @classmethod
    def read(cls, fields: Fields, reading: Reading) -> ChoiceKey:
        """Read a choice from a key."""
        return cls(fields.number("points"), read_words(fields))

    def mark(self, question: str, value: object, returned: tuple[Returned, ...]) -> Mark:
        """Mark the word that was chosen."""
        return Mark(
            question, (self.words.judge(question, value, self.points, "one of the options"),)
        )

    def samples(self) -> Iterator[SampleAnswer]:
        """Yield each word that the key knows."""
        for word, share in self.words.each():
            yield SampleAnswer(repr(word), word, self.points * share)
        yield SampleAnswer("an untouched cell", None, 0.0)
