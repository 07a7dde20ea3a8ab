"""A number, with a tolerance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from hvutils.errors import KeyFileError
from hvutils.grading.keys.fields import Fields
from hvutils.grading.keys.reading import Reading
from hvutils.grading.keys.words import missing
from hvutils.grading.marking.marks import ItemMark, Mark, Outcome
from hvutils.grading.marking.question import QuestionKey, Returned, SampleAnswer
from hvutils.grading.marking.texts import shown

__all__ = ["Near", "NumberKey"]

_LARGEST = 1e300


@dataclass(frozen=True)
class Near:
    """A number that the key knows.

    Args:
        value: the number.
        within: how far off counts as this number, in the same unit.
        says: what is said of it.
        share: the share of the points that it earns.
    """

    value: float
    within: float
    says: str
    share: float

    def meets(self, number: float) -> bool:
        """Tell whether a number counts as this one; what rounding adds is no difference."""
        slack = 1e-9 * max(1.0, abs(self.value))
        return abs(number - self.value) <= self.within + slack


@dataclass(frozen=True)
class NumberKey(QuestionKey):
    """The key of a number: those that earn something, and known wrong ones."""

    kind: ClassVar[str] = "number"

    points: float
    unit: str
    known: tuple[Near, ...]
    otherwise: str
    hint: str

    @classmethod
    def read(cls, fields: Fields, reading: Reading) -> NumberKey:
        """Read a number from a key."""
        points = fields.number("points")
        accepted = [_near(row, 1.0) for row in fields.tables("accept")]
        wrong = [_near(row, 0.0) for row in fields.tables("wrong", [])]
        if not any(near.share == 1.0 for near in accepted):
            raise KeyFileError(f"{fields.where}: no number under accept earns all the points")
        for bad in wrong:
            if any(near.meets(bad.value) for near in accepted):
                raise KeyFileError(
                    f"{fields.where}: {bad.value:g} is both accepted and wrong: keep one"
                )
        return cls(
            points,
            fields.text("unit", ""),
            (*sorted(accepted, key=lambda near: -near.share), *wrong),
            fields.text("otherwise", ""),
            fields.text("hint", ""),
        )

    def mark(self, question: str, value: object, returned: tuple[Returned, ...]) -> Mark:
        """Mark the number."""
        return Mark(question, (self._item(question, value),))

    def _item(self, question: str, value: object) -> ItemMark:
        expects = f"a number in {self.unit}" if self.unit else "a number"
        if value is None:
            return missing(question, self.points, expects)
        number = _number(value)
        if number is None:
            why = f"That is no number that can be compared: give {expects}."
            return ItemMark(question, shown(value), Outcome.WRONG, 0.0, self.points, why, expects)
        near = next((near for near in self.known if near.meets(number)), None)
        share, why = (near.share, near.says) if near else (0.0, self.otherwise or self._right())
        outcome = Outcome.RIGHT if share == 1 else Outcome.PARTLY if share else Outcome.WRONG
        earned = self.points if share == 1 else round(self.points * share, 4)
        known = why if near and not share else ""
        return ItemMark(
            *(question, shown(value), outcome, earned, self.points, why, expects),
            hint="" if share == 1 else self.hint,
            misconception=known,
        )

    def _right(self) -> str:
        """Say what is right, where the key says nothing of a wrong number."""
        best = self.known[0]
        return f"Right is {best.value:g}. {best.says}".strip()

    def samples(self) -> Iterator[SampleAnswer]:
        """Yield each number, and for an accepted one the ends of its tolerance."""
        for near in self.known:
            for number in dict.fromkeys(
                (near.value, near.value - near.within, near.value + near.within)
            ):
                if next(one for one in self.known if one.meets(number)) is near:
                    yield SampleAnswer(f"{number:g}", number, self.points * near.share)
        yield SampleAnswer("an untouched cell", None, 0.0)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and abs(number) <= _LARGEST else None


def _near(fields: Fields, share: float) -> Near:
    value = fields.take("value")
    number = _number(value)
    if number is None:
        raise KeyFileError(f"{fields.where}: value = {value!r} is no number")
    within = fields.number("within", 0)
    percent = fields.number("percent", 0)
    share = fields.number("share", share)
    near = Near(number, max(within, abs(number) * percent / 100), fields.text("says", ""), share)
    fields.end()
    if share > 1:
        raise KeyFileError(f"{fields.where}: share = {share:g} is more than the whole, 1")
    return near
