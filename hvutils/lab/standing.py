"""Where one stands: when an assignment is due, what was handed in last, and what is graded how."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hvutils.errors import AnswerError
from hvutils.lab.exchange import Exchange, feedback_of, find_exchange, handed_in, released

__all__ = ["status"]

_DUE = "hypervisors_due"
"""The notebook's metadata in which the release carries the due date."""


def status(assignment: str) -> None:
    """Print when an assignment is due, what you handed in last, and what is graded how.

    Args:
        assignment: its name, such as ``recon``.

    Raises:
        AnswerError: there is no such assignment to be seen from here.
    """
    exchange = find_exchange()
    notebooks = released(exchange, assignment) or _own(assignment)
    if not notebooks:
        raise AnswerError(
            f"there is no assignment {assignment!r} to be seen from here: neither released at "
            f"{exchange.root} nor in this folder"
        )
    read = [notebook for notebook in map(_read, notebooks) if notebook]
    due = next((found for notebook in read if (found := _due(notebook))), None)
    lines = [("due", _due_words(due)), *_submissions(exchange, assignment, due), *_graded(read)]
    width = max(len(name) for name, _ in lines)
    print(assignment)
    for name, said in lines:
        print(f"  {name:{width}}  {said}")


def _own(assignment: str) -> tuple[Path, ...]:
    here = Path.cwd()
    folders = (here / assignment, here if here.name == assignment else here / assignment)
    return next((found for one in folders if (found := tuple(sorted(one.glob("*.ipynb"))))), ())


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _due(notebook: dict[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(notebook["metadata"][_DUE]).astimezone(UTC)
    except (KeyError, TypeError, ValueError):
        return None


def _due_words(due: datetime | None) -> str:
    if due is None:
        return "no due date is released with it: ask your instructor"
    left = due - datetime.now(UTC)
    words = f"in {_span(left)}" if left > timedelta() else f"{_span(-left)} ago"
    return f"{due:%Y-%m-%d %H:%M} UTC, {words}; an extension of your own is not shown here"


def _submissions(
    exchange: Exchange, assignment: str, due: datetime | None
) -> list[tuple[str, str]]:
    mine = handed_in(exchange, assignment)
    if not mine:
        if not exchange.there:
            said = f"there is no exchange on this computer ({exchange.root}): nothing is known"
        else:
            said = "nothing yet from this account"
        return [("handed in", said)]
    last = mine[-1]
    when = _moment(last.stamp)
    late = ""
    if due is not None and when is not None:
        late = ", in time" if when <= due else f", {_span(when - due)} after the due date"
    times = f"; {len(mine)} times in all, the last one counts" if len(mine) > 1 else ""
    released = feedback_of(exchange, last)
    return [
        ("handed in", f"{last.stamp}{late}{times}"),
        ("feedback", "released: fetch it" if released else "not released yet on the last one"),
    ]


def _graded(notebooks: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    program: list[str] = []
    person: list[str] = []
    for marks in (marks for notebook in notebooks for marks in _marks(notebook)):
        # Who marks is nbgrader's rule: a cell that the student writes is marked by a person.
        by_hand = marks.get("solution") or marks.get("task")
        row = f"{marks.get('grade_id')} ({marks.get('points')})"
        (person if by_hand else program).append(row)
    rows = (("marked by a program, points", program), ("marked by a person, points", person))
    return [(name, ", ".join(found)) for name, found in rows if found]


def _marks(notebook: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield what nbgrader notes on each cell that is worth points."""
    try:
        for cell in notebook["cells"]:
            marks = cell["metadata"].get("nbgrader", {})
            if marks.get("grade") or marks.get("task"):
                yield marks
    except (KeyError, TypeError, AttributeError):
        # One's own copy may be damaged; what could be read is shown.
        return


def _moment(stamp: str) -> datetime | None:
    try:
        moment = datetime.strptime(stamp.removesuffix(" UTC"), "%Y-%m-%d %H:%M:%S.%f")
    except ValueError:
        # Another zone than UTC has a name only; what time that is cannot be told from it.
        return None
    return moment.replace(tzinfo=UTC) if stamp.endswith(" UTC") else None


def _span(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {minutes:02} min"
