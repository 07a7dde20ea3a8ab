"""Predictions: set first, then compared with what happens, with both outcomes explained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from IPython.display import display

from hvutils.lab.lines import fitted, wrapped
from hvutils.lab.practice.forms import said, shape_of, tidied
from hvutils.lab.practice.rows import Prediction, prediction_row
from hvutils.lab.practice.sealing import matches, plain_form
from hvutils.lab.shapes.words import blank

if TYPE_CHECKING:
    from hvutils.lab.pictures import Picture

__all__ = ["predict", "reveal"]

_predicted: dict[str, object] = {}
_revealed: set[str] = set()

_HEAD = 14


def predict(name: str, value: object = None) -> None:
    """Note what you expect, before you see what happens.

    Args:
        name: the prediction's id, such as ``core.xen-io``.
        value: what you expect; without it, the options are printed.

    Raises:
        AnswerError: there is no such prediction.
    """
    row = prediction_row(name)
    shape = shape_of(row.form)
    report = shape.check(tidied(row.form, value))
    if not report.complete:
        if not blank(value):
            # The options come below: once is enough.
            told = [s.removesuffix(f": it is {shape.describe()}") for s in report.lines]
            print(fitted(f"{name}: got {said(value)}\n  " + "\n  ".join(told)))
        print(fitted(f"{name}: no prediction yet: give {shape.describe()}"))
        return
    again = name in _revealed
    _predicted[name] = report.value
    print(f"{name}: you predict {said(report.value)}" + _AGAIN * again)


_AGAIN = " (you have seen what happens already)"


def reveal(name: str, picture: Picture | None = None) -> None:
    """Show what happens, beside what you predicted; refuses until you have.

    Args:
        name: the prediction's id.
        picture: what is shown below; it would give the answer away before.

    Raises:
        AnswerError: there is no such prediction.
    """
    row = prediction_row(name)
    if name not in _predicted:
        wanted = shape_of(row.form).describe()
        print(
            fitted(
                f"{name}: predict first: set your prediction in the cell above ({wanted}), "
                "run it, then run this cell again"
            )
        )
        return
    _revealed.add(name)
    value = _predicted[name]
    right = matches(name, value, row.right, row.form.decimals)
    print(f"you predicted  {said(value)}: {'so it is' if right else 'it is otherwise'}")
    print(wrapped("what happens   ", row.shows))
    for head, sentence in _explained(row, value, right):
        if len(head) > _HEAD:
            print(head)
            head = ""
        print(wrapped(f"{head:{_HEAD}} ", sentence))
    if row.source:
        print(wrapped("source         ", row.source))
    if picture is not None:
        display(picture)


def _explained(row: Prediction, value: object, right: bool) -> Iterator[tuple[str, str]]:
    """Yield both outcomes, the student's own first."""
    others = {plain_form(option): says for option, says in row.if_wrong.items()}
    own = others.pop(plain_form(value), None) or others.get("", "")
    if right:
        yield "why", row.if_right
        for option, says in row.if_wrong.items():
            yield "had you said" if not option else f"not {option!r}", says
    else:
        yield "why not", own or next(iter(row.if_wrong.values()))
        yield "the reason", row.if_right
