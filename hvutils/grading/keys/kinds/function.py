"""A function: called in the student's kernel, on inputs that are chosen for each student."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from hvutils.errors import KeyFileError
from hvutils.grading.keys.fields import Fields
from hvutils.grading.keys.reading import Reading
from hvutils.grading.keys.truth import truth
from hvutils.grading.marking.marks import ItemMark, Mark, Outcome
from hvutils.grading.marking.question import QuestionKey, Returned, SampleAnswer
from hvutils.grading.marking.texts import shown
from hvutils.parsers.overview import overview
from hvutils.sets.stream import Stream

__all__ = ["Call", "FunctionKey"]

_EXPECTS = "a function of one argument"
_NOT_HANDED_IN = "The function was not handed in."
_NOTHING_BACK = (
    "Nothing came back: the function was ended before it had returned from every call, "
    "or what it returned was too long."
)
_RAISED = "raised an error"
_NOT_REPEATED = (
    "What a function returns or raises is not repeated here, for it could be what it was called "
    "on: each row says what its input tries. Try your own function on inputs of that kind."
)


@dataclass(frozen=True)
class Call:
    """One call of a student's function.

    Args:
        input: what it is called on.
        returns: what a right one returns.
        tells: what this input tries, without saying what it is.
        group: calls of one group try the same; each student gets one of them.
        shown: whether the notebook shows this input, so that feedback may too.
        machine: the machine of the pool that the input is an overview of, or nothing.
        also: what a right one may return instead.
    """

    input: object
    returns: object
    tells: str
    group: str = ""
    shown: bool = False
    machine: str = ""
    also: tuple[object, ...] = ()

    def right(self, value: object) -> bool:
        """Tell whether a right function returns this."""
        return any(_same(value, one) for one in (self.returns, *self.also))


@dataclass(frozen=True)
class FunctionKey(QuestionKey):
    """The key of a function: the calls that it is tried on, with equal shares of the points.

    Args:
        points: what the question is worth.
        calls: the calls; for one student, those that were chosen.
        hint: what to look at again, without naming what is right.
        chosen_from: for one student, all the calls of the key.
    """

    kind: ClassVar[str] = "function"

    points: float
    calls: tuple[Call, ...]
    hint: str = ""
    chosen_from: tuple[Call, ...] = ()

    @classmethod
    def read(cls, fields: Fields, reading: Reading) -> FunctionKey:
        """Read a function from a key."""
        points = fields.number("points")
        calls = tuple(_call(row) for row in fields.tables("calls"))
        if not calls:
            raise KeyFileError(f"{fields.where}: calls is empty, so that nothing is tried")
        return cls(points, calls, fields.text("hint", ""))

    def chosen(self, stream: Stream, known: Collection[str] = ()) -> FunctionKey:
        """Return the key with one call of each group, chosen by a stream.

        Args:
            stream: what the choice follows from.
            known: machines that the student has seen: others are taken where a group has any.
        """
        groups: dict[str, list[Call]] = {}
        for n, call in enumerate(self.calls):
            groups.setdefault(call.group or f"call {n}", []).append(call)
        new = (
            [call for call in calls if call.machine not in known] or calls
            for calls in groups.values()
        )
        chosen = tuple(stream.pick(calls) for calls in new)
        return replace(self, calls=chosen, chosen_from=self.calls)

    @property
    def inputs(self) -> tuple[object, ...]:
        """What the function is called on."""
        return tuple(call.input for call in self.calls)

    def mark(self, question: str, value: object, returned: tuple[Returned, ...]) -> Mark:
        """Mark what the function returned, call by call."""
        share = self.points / len(self.calls)
        missing = _NOT_HANDED_IN if value is None else _NOTHING_BACK
        items = [
            _item(f"call {n + 1}", call, share, returned[n : n + 1], missing, self.hint)
            for n, call in enumerate(self.calls)
        ]
        wrong = any(item.outcome is Outcome.WRONG for item in items)
        return Mark(question, tuple(items), (_NOT_REPEATED,) if wrong else ())

    def samples(self) -> Iterator[SampleAnswer]:
        """Yield the returns of a right function, one that fails, and none."""
        right = tuple((True, call.returns) for call in self.calls)
        failed = tuple((False, "ValueError: no") for _ in self.calls)
        nothing = tuple((True, None) for _ in self.calls)
        yield SampleAnswer("a right function", "f", self.points, right)
        yield SampleAnswer("a function that raises", "f", 0.0, failed)
        if all(call.returns is not None for call in self.calls):
            yield SampleAnswer("a function without a body", "f", 0.0, nothing)
        yield SampleAnswer("an untouched cell", None, 0.0)


def _call(fields: Fields) -> Call:
    if "machine" in fields:
        return _machine_call(fields)
    call = Call(
        fields.take("input"),
        fields.take("returns"),
        fields.text("tells"),
        fields.text("group", ""),
        bool(fields.take("shown", False)),
    )
    fields.end()
    try:
        json.dumps([call.input, call.returns])
    except TypeError:
        raise KeyFileError(
            f"{fields.where}: input and returns are texts, numbers, true, false, lists or tables"
        ) from None
    return call


def _machine_call(fields: Fields) -> Call:
    """Read a call on the overview of a machine of the pool: right is what its truth accepts.

    With ``returns``, only that: an overview may tell more than one line that a person cites.
    """
    name = fields.text("machine")
    found = truth(name)
    accepted = [value for column, value in found.accepted if column == "platform"]
    first, *others = [fields.text("returns")] if "returns" in fields else accepted
    if first not in accepted:
        raise KeyFileError(f"{fields.where}: {name}.toml accepts {accepted}, not {first!r}")
    call = Call(
        *(overview(found.capture).to_dict(), first, fields.text("tells")),
        group=fields.text("group", ""),
        machine=name,
        also=tuple(others),
    )
    fields.end()
    return call


def _item(
    item: str, call: Call, share: float, got: tuple[Returned, ...], missing: str, hint: str
) -> ItemMark:
    if not got:
        return ItemMark(item, "", Outcome.MISSING, 0.0, share, missing, _EXPECTS)
    ok, value = got[0]
    right = ok and call.right(value)
    # What it returned is never repeated, nor which exception it raised: a function that is called
    # can choose both, and so tell its student a hidden input, in a call with a shown one too.
    said = ("returned what is right" if right else "returned something else") if ok else _RAISED
    given = f"{shown(call.input)}: {said}" if call.shown else said
    outcome, earned = (Outcome.RIGHT, share) if right else (Outcome.WRONG, 0.0)
    return ItemMark(
        *(item, given, outcome, earned, share, call.tells, _EXPECTS), hint="" if right else hint
    )


def _same(value: object, right: object) -> bool:
    """Compare as JSON does, and walk only as deep as what is right."""
    if isinstance(right, bool) or isinstance(value, bool) or right is None:
        return value is right
    if isinstance(right, int | float):
        if not isinstance(value, int | float):
            return False
        try:
            return math.isclose(value, right, rel_tol=1e-9)
        except OverflowError:
            return False
    if isinstance(right, list):
        return (
            isinstance(value, list) and len(value) == len(right) and all(map(_same, value, right))
        )
    if isinstance(right, dict):
        return (
            isinstance(value, dict)
            and value.keys() == right.keys()
            and all(_same(value[name], right[name]) for name in right)
        )
    return isinstance(value, str) and value == right
