"""Outputs: what a submission's cell emitted, read as hostile; and the feedback that replaces it."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from typing import Any

from hvutils.bundle import ANSWER_MIME, RETURNED_MIME, SCHEMA
from hvutils.grading.marking.marks import ItemMark, Mark, Outcome
from hvutils.grading.marking.nodes import new_output
from hvutils.grading.marking.question import Returned
from hvutils.grading.marking.texts import excerpt

__all__ = ["feedback_outputs", "read_answer", "read_returned"]

MAX_BUNDLE = 100_000
"""The largest bundle that is looked at, in characters of JSON."""

# nbgrader's pages bring no style for tables of their own. No colour is set, so that the page's own
# hold in light and in dark; what a mark is stands in words and signs.
_CELL = "padding:3px 10px;text-align:left;vertical-align:top;border-bottom:1px solid currentColor"
_COLUMNS = ("mark", "points", "item", "asked for", "you said", "why")

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


def feedback_outputs(mark: Mark, of: float, *, formative: bool = False) -> list[Any]:
    """Return the outputs that replace a marked cell's own.

    The score stands in an ``execute_result``, where nbgrader reads partial credit; the feedback
    comes before it, for people. Whatever a student wrote is escaped. A held mark's score reads
    zero here; who saves it (`SaveMarks`) saves none.

    Args:
        mark: the mark.
        of: the points of the cell, as the notebook states them.
        formative: give marks and hints only, and name neither what is right nor its evidence,
            as long as others still work on the same servers.
    """
    score = 0.0 if mark.held else min(mark.points, of)
    shown = {"text/html": _html(mark, of, formative), "text/plain": _text(mark, of, formative)}
    result = new_output("execute_result", data={"text/plain": f"{score:g}"}, execution_count=None)
    return [new_output("display_data", data=shown), result]


def _why(item: ItemMark, formative: bool) -> str:
    if not formative or item.outcome is Outcome.MISSING:
        return item.feedback
    return "" if item.outcome is Outcome.RIGHT else item.hint


def _sum(mark: Mark, of: float) -> str:
    return f"held, of {of:g} points" if mark.held else f"{mark.points:g} of {of:g} points"


def _text(mark: Mark, of: float, formative: bool) -> str:
    lines = [f"{mark.question}: {_sum(mark, of)}"]
    for item in mark.items:
        lines.append(
            f"  {_SIGNS[item.outcome]:14} {item.points:g}/{item.of:g}  {item.item}"
            f"  you said: {item.given or '(nothing)'}  {_why(item, formative)}".rstrip()
        )
        if item.expects and item.outcome is not Outcome.RIGHT:
            lines.append(f"      asked for: {item.expects}")
        if item.line and not formative:
            lines.append(f"      {excerpt(item.line, item.feedback)}")
    return "\n".join([*lines, *mark.notes])


def _html(mark: Mark, of: float, formative: bool) -> str:
    head = "".join(f'<th scope="col" style="{_CELL}">{name}</th>' for name in _COLUMNS)
    rows = "".join(_row(item, formative) for item in mark.items)
    notes = "".join(f"<p>{html.escape(note)}</p>" for note in mark.notes)
    return (
        f"<table><caption><b>{html.escape(mark.question)}</b>: {_sum(mark, of)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{notes}"
    )


def _row(item: ItemMark, formative: bool) -> str:
    said = f"<code>{html.escape(item.given)}</code>" if item.given else "(nothing)"
    why = html.escape(_why(item, formative))
    if item.line and not formative:
        why += f"<br><code>{html.escape(excerpt(item.line, item.feedback))}</code>"
    cells = [
        *(_data(_SIGNS[item.outcome]), _data(f"{item.points:g} / {item.of:g}")),
        f'<th scope="row" style="{_CELL};font-weight:normal">{html.escape(item.item)}</th>',
        *(_data(html.escape(item.expects)), _data(said), _data(why)),
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _data(content: str) -> str:
    return f'<td style="{_CELL}">{content}</td>'
