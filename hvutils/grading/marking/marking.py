"""Marking: an answer and a key give a mark. Pure; nothing of a student's runs here."""

from __future__ import annotations

from dataclasses import replace

from hvutils.grading.keys.key import Call, ChoiceKey, FunctionKey, QuestionKey, TableKey
from hvutils.grading.keys.truth import Truth
from hvutils.grading.marking.marks import ItemMark, Mark, Outcome

__all__ = ["Returned", "mark"]

Returned = tuple[bool, object]
"""What one call of a student's function gave: whether it returned, and the value or the reason."""

_SHOWN = 120
"""How much of what a student said is repeated in the feedback, in characters."""


def mark(
    question: str, key: QuestionKey, value: object, returned: tuple[Returned, ...] = ()
) -> Mark:
    """Mark one answer.

    Args:
        question: the question's id.
        key: its key.
        value: the answer as data; ``None`` when there is none.
        returned: for a function, what it returned for the key's inputs, in their order.

    Returns:
        The mark; whatever the answer's shape, this does not raise.
    """
    match key:
        case ChoiceKey():
            return Mark(question, (_choice(question, key, value),))
        case TableKey():
            return _table(question, key, value)
        case FunctionKey():
            return _function(question, key, returned)


def _choice(question: str, key: ChoiceKey, value: object) -> ItemMark:
    given = _word(value)
    if not given:
        return _missing(question, key.points)
    if given in key.accepted:
        return ItemMark(question, given, Outcome.RIGHT, key.points, key.points, key.accepted[given])
    why = key.wrong.get(given, key.otherwise)
    behind = key.wrong.get(given, "")
    return ItemMark(question, _shown(given), Outcome.WRONG, 0.0, key.points, why, behind)


def _table(question: str, key: TableKey, value: object) -> Mark:
    rows = value if isinstance(value, dict) else {}
    known = {truth.name for truth in key.truths}
    items: list[ItemMark] = []
    for truth in key.truths:
        row = rows.get(truth.name)
        cells = row if isinstance(row, dict) else {}
        for column, worth in key.column_points.items():
            given = _word(cells.get(column))
            item = f"{truth.name} · {column}"
            if not given:
                found = _missing(item, worth)
            elif column == "evidence":
                found = _citation(item, truth, given, worth)
            else:
                found = _judgement(item, truth, column, given, worth)
            # A report counts over sets that call the same server by other names.
            expert = truth.best if column == "evidence" else truth.expert(column)
            items.append(replace(found, subject=truth.name, aspect=column, truth=expert))
    strangers = tuple(_shown(str(name)) for name in rows if name not in known)
    notes = (f"Not asked for, and not marked: {', '.join(strangers[:5])}.",) if strangers else ()
    return Mark(question, tuple(items), notes)


def _judgement(item: str, truth: Truth, column: str, given: str, worth: float) -> ItemMark:
    if (column, given) in truth.accepted:
        why = truth.accepted[column, given]
        return ItemMark(item, given, Outcome.RIGHT, worth, worth, why)
    behind = truth.misread.get((column, given), "")
    why = behind or f"Look at {truth.proof}"
    return ItemMark(item, _shown(given), Outcome.WRONG, 0.0, worth, why, behind)


def _citation(item: str, truth: Truth, given: str, worth: float) -> ItemMark:
    weight = truth.weights.get(given)
    if weight is None:
        why = f"That line does not show what the machine is. This one does: {truth.proof}"
        return ItemMark(item, _shown(given), Outcome.WRONG, 0.0, worth, why)
    says = truth.says[given]
    if weight == 1.0:
        return ItemMark(item, given, Outcome.RIGHT, worth, worth, says)
    better = f"{says} Stronger: {truth.proof}"
    outcome = Outcome.PARTLY if weight > 0 else Outcome.WRONG
    return ItemMark(item, given, outcome, round(worth * weight, 4), worth, better)


def _function(question: str, key: FunctionKey, returned: tuple[Returned, ...]) -> Mark:
    share = key.points / len(key.calls)
    items = [
        _call(f"{question}({call.input!r})", call, share, returned[n : n + 1])
        for n, call in enumerate(key.calls)
    ]
    return Mark(question, tuple(items))


def _call(item: str, call: Call, share: float, got: tuple[Returned, ...]) -> ItemMark:
    if not got:
        return ItemMark(item, "", Outcome.MISSING, 0.0, share, "The function was not handed in.")
    ok, value = got[0]
    if not ok:
        return ItemMark(
            item, _shown(str(value)), Outcome.WRONG, 0.0, share, f"It raised. {call.tells}"
        )
    # The type counts too: 1 == True, and a list is no string.
    if type(value) is type(call.returns) and value == call.returns:
        return ItemMark(item, _shown(repr(value)), Outcome.RIGHT, share, share, call.tells)
    return ItemMark(item, _shown(repr(value)), Outcome.WRONG, 0.0, share, call.tells)


def _missing(item: str, worth: float) -> ItemMark:
    return ItemMark(item, "", Outcome.MISSING, 0.0, worth, "Not answered.")


def _word(value: object) -> str:
    return value.strip().lower() if isinstance(value, str) else ""


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
