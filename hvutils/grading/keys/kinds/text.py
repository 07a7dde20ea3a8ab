"""A short text: a word or a few, compared without regard to case and blanks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from hvutils.grading.keys.fields import Fields
from hvutils.grading.keys.reading import Reading
from hvutils.grading.keys.words import Words, read_words
from hvutils.grading.marking.marks import Mark
from hvutils.grading.marking.question import QuestionKey, Returned, SampleAnswer

__all__ = ["TextKey"]


@dataclass(frozen=True)
class TextKey(QuestionKey):
    """The key of a short text: every spelling that is accepted, and known wrong ones."""

    kind: ClassVar[str] = "text"

    points: float
    words: Words

    @classmethod
    def read(cls, fields: Fields, reading: Reading) -> TextKey:
        """Read a short text from a key."""
        return cls(fields.number("points"), read_words(fields))

    def mark(self, question: str, value: object, returned: tuple[Returned, ...]) -> Mark:
        """Mark the text."""
        return Mark(question, (self.words.judge(question, value, self.points, "a short text"),))

    def samples(self) -> Iterator[SampleAnswer]:
        """Yield each text that the key knows, in capitals and with blanks too."""
        for word, share in self.words.each():
            yield SampleAnswer(repr(word), word, self.points * share)
            yield SampleAnswer(f"{word!r} in capitals", f" {word.upper()} ", self.points * share)
        yield SampleAnswer("an untouched cell", None, 0.0)
        yield SampleAnswer("an empty text", "", 0.0)
