"""Evidence: lines of a practice machine that show something, as ``file:line``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from hvutils.captures import Capture
from hvutils.errors import CaptureError, KeyFileError
from hvutils.grading.keys.fields import Fields
from hvutils.grading.keys.reading import Reading
from hvutils.grading.keys.words import missing
from hvutils.grading.marking.marks import ItemMark, Mark, Outcome
from hvutils.grading.marking.question import QuestionKey, Returned, SampleAnswer
from hvutils.grading.marking.texts import citation, normal, shown

__all__ = ["EvidenceKey", "Line"]

_EXPECTS = "'file:line'"


@dataclass(frozen=True)
class Line:
    """A line that the key knows: the share of the points it earns, and what it tells."""

    text: str
    share: float
    says: str


@dataclass(frozen=True)
class EvidenceKey(QuestionKey):
    """The key of evidence: how many lines are asked for, and what each is worth."""

    kind: ClassVar[str] = "evidence"

    points: float
    capture: Capture
    count: int
    lines: Mapping[str, Line]
    hint: str

    @classmethod
    def read(cls, fields: Fields, reading: Reading) -> EvidenceKey:
        """Read evidence from a key; every line must stand in the sample."""
        points = fields.number("points")
        capture = reading.sample(fields, fields.text("sample"))
        count = int(fields.number("lines", 1))
        known: dict[str, Line] = {}
        for name, share in (("accept", 1.0), ("partly", 0.5), ("wrong", 0.0)):
            for given, says in fields.texts(name, {}).items():
                place = _place(fields, given)
                known[place] = _line(fields, capture, place, share, says)
        if count < 1 or sum(line.share == 1 for line in known.values()) < count:
            raise KeyFileError(f"{fields.where}: lines = {count}, and accept has not as many")
        return cls(points, capture, count, known, fields.text("hint", ""))

    def mark(self, question: str, value: object, returned: tuple[Returned, ...]) -> Mark:
        """Mark the lines; one that is cited twice counts once."""
        given = value if isinstance(value, list) else [value]
        share = self.points / self.count
        seen: set[str] = set()
        items = []
        for n in range(self.count):
            name = question if self.count == 1 else f"line {n + 1}"
            one = given[n] if n < len(given) else None
            items.append(self._item(name, one, share, seen))
        notes = ("More lines than were asked for: the first ones are marked.",)
        return Mark(question, tuple(items), notes if len(given) > self.count else ())

    def _item(self, item: str, value: object, worth: float, seen: set[str]) -> ItemMark:
        if value is None or (isinstance(value, str) and not value.strip()):
            return missing(item, worth, _EXPECTS)
        place = citation(value)
        known = self.lines.get(place)
        if place in seen:
            why = "The same line again: cite another one."
            return ItemMark(item, place, Outcome.WRONG, 0.0, worth, why, _EXPECTS)
        seen.add(place)
        if known is None or known.share == 0:
            best = next(p for p, line in self.lines.items() if line.share == 1 and p not in seen)
            why = known.says if known else f"{self._unknown(place)} This one shows it."
            shows = f"{best}  {self.lines[best].text}"
            return ItemMark(
                *(item, shown(value), Outcome.WRONG, 0.0, worth, why, _EXPECTS),
                line=shows,
                hint=self.hint,
                misconception=known.says if known else "",
            )
        outcome = Outcome.RIGHT if known.share == 1 else Outcome.PARTLY
        earned, line = round(worth * known.share, 4), f"{place}  {known.text}"
        hint = "" if known.share == 1 else self.hint
        return ItemMark(
            *(item, place, outcome, earned, worth, known.says, _EXPECTS), line=line, hint=hint
        )

    def _unknown(self, place: str) -> str:
        """Say of a line that the key does not know whether it is there."""
        name, _, number = place.rpartition(":")
        try:
            there = bool(self.capture.file(name).line(int(number)).strip())
        except (CaptureError, ValueError):
            there = False
        return "That line does not show it." if there else "There is no such line."

    def samples(self) -> Iterator[SampleAnswer]:
        """Yield the accepted lines, each other one in the place of the first, and nothing."""
        right = [place for place, line in self.lines.items() if line.share == 1]
        share = self.points / self.count
        for first in right:
            others = [place for place in right if place != first][: self.count - 1]
            yield SampleAnswer(f"{first} and others", [first, *others], self.points)
        for place, line in self.lines.items():
            if line.share < 1:
                earns = self.points - share * (1 - line.share)
                yield SampleAnswer(place, [place, *right[: self.count - 1]], earns)
        yield SampleAnswer("an untouched cell", None, 0.0)
        yield SampleAnswer("an empty list", [], 0.0)


def _place(fields: Fields, place: str) -> str:
    found = citation(place)
    if not found or found != normal(place):
        raise KeyFileError(f"{fields.where}: {place!r} is no line: give 'file:line'")
    return found


def _line(fields: Fields, capture: Capture, place: str, share: float, says: str) -> Line:
    name, _, number = place.rpartition(":")
    try:
        text = capture.file(name).line(int(number)).strip()
    except CaptureError as error:
        raise KeyFileError(f"{fields.where}: {place!r} cannot be: {error}") from None
    if not text:
        raise KeyFileError(f"{fields.where}: {place!r} is no line of {capture.name!r}")
    return Line(text, share, says)
