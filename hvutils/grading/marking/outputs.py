"""Outputs: what a submission's cell emitted, read as hostile; and the feedback that replaces it."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from typing import Any

from nbformat.v4 import new_output

from hvutils.bundle import ANSWER_MIME, RETURNED_MIME, SCHEMA
from hvutils.grading.marking.marking import Returned
from hvutils.grading.marking.marks import Mark, Outcome

__all__ = ["feedback_outputs", "read_answer", "read_returned"]

MAX_BUNDLE = 100_000
"""The largest bundle that is looked at, in characters of JSON."""

# nbgrader's pages bring no style for tables of their own.
_CELL = "padding:2px 10px;text-align:left;vertical-align:top"
_SHORT = f"{_CELL};white-space:nowrap"

_SIGNS = {
    Outcome.RIGHT: "✓ right",
    Outcome.PARTLY: "◐ partly",
    Outcome.WRONG: "✗ not right",
    Outcome.MISSING: "– not answered",
}


def read_answer(outputs: Iterable[Any], question: str) -> object:
    """Return the last answer to a question among a cell's outputs, or ``None``."""
    bundle = _last(outputs, ANSWER_MIME, question)
    return bundle.get("value") if bundle else None


def read_returned(outputs: Iterable[Any], question: str) -> tuple[Returned, ...]:
    """Return what the student's function returned, call by call; nothing if that is malformed."""
    bundle = _last(outputs, RETURNED_MIME, question)
    rows = bundle.get("returned") if bundle else None
    if not isinstance(rows, list):
        return ()
    pairs = [row for row in rows if isinstance(row, list) and len(row) == 2]
    return tuple((row[0] is True, row[1]) for row in pairs) if len(pairs) == len(rows) else ()


def _last(outputs: Iterable[Any], mime: str, question: str) -> dict[str, Any] | None:
    found = None
    for output in outputs:
        data = output.get("data") if isinstance(output, dict) else None
        bundle = data.get(mime) if isinstance(data, dict) else None
        if (
            isinstance(bundle, dict)
            and bundle.get("schema") == SCHEMA
            and bundle.get("question") == question
            and _small(bundle)
        ):
            found = bundle
    return found


def _small(bundle: dict[str, Any]) -> bool:
    try:
        return len(json.dumps(bundle)) <= MAX_BUNDLE
    except (TypeError, ValueError, RecursionError):
        return False


def feedback_outputs(mark: Mark, of: float) -> list[Any]:
    """Return the outputs that replace a marked cell's own.

    The score stands in an ``execute_result``, where nbgrader reads partial credit; the feedback
    comes before it, for people. Whatever a student wrote is escaped.

    Args:
        mark: the mark.
        of: the points of the cell, as the notebook states them.
    """
    score = min(mark.points, of)
    shown = {"text/html": _html(mark, of), "text/plain": _text(mark, of)}
    result = new_output("execute_result", data={"text/plain": f"{score:g}"}, execution_count=None)
    return [new_output("display_data", data=shown), result]


def _text(mark: Mark, of: float) -> str:
    lines = [f"{mark.question}: {mark.points:g} of {of:g} points"]
    for item in mark.items:
        lines.append(
            f"  {_SIGNS[item.outcome]:14} {item.points:g}/{item.of:g}  {item.item}"
            f"  you said: {item.given or '(nothing)'}  {item.feedback}"
        )
    return "\n".join([*lines, *mark.notes])


def _html(mark: Mark, of: float) -> str:
    rows = "".join(
        _row(
            _SIGNS[item.outcome],
            f"{item.points:g} / {item.of:g}",
            html.escape(item.item),
            f"<code>{html.escape(item.given)}</code>",
            html.escape(item.feedback),
        )
        for item in mark.items
    )
    notes = "".join(f"<p>{html.escape(note)}</p>" for note in mark.notes)
    head = "".join(
        f"<th scope='col' style='{_CELL}'>{name}</th>"
        for name in ("mark", "points", "item", "you said", "why")
    )
    return (
        f"<table><caption><b>{html.escape(mark.question)}</b>: {mark.points:g} of {of:g} points"
        f"</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{notes}"
    )


def _row(*cells: str) -> str:
    *short, last = cells
    row = "".join(f"<td style='{_SHORT}'>{cell}</td>" for cell in short)
    return f"<tr>{row}<td style='{_CELL}'>{last}</td></tr>"
