"""Gain: what you said of some claims before the course, beside what you say of them after it.

What was said before is read from the other notebook's saved outputs, which hold answers as data.
What is so stands in the table of practice ``claims.toml``, for the claims carry no points.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hvutils.bundle import ANSWER_MIME
from hvutils.errors import AnswerError
from hvutils.lab.answers import answered
from hvutils.lab.practice.rows import check_row
from hvutils.lab.practice.sealing import matches, plain_form

__all__ = ["gain"]

_LARGEST = 50_000_000
"""Bytes of a notebook that is read; one with every picture has a hundredth of it."""


def gain(before: str, after: str) -> None:
    """Compare what you said of some claims in two notebooks, and say what is so.

    Args:
        before: the section and the question where the claims came first, such as
            ``orientation.before``; the notebook is looked for beside this one's folder.
        after: the section and the question where they came again, such as ``reflection.after``.

    Raises:
        AnswerError: one of the two is not named as section and question.
    """
    section, question = _parted(before)
    _, again = _parted(after)
    now = answered(again)
    if not isinstance(now, dict):
        print(f"{again!r} is not answered yet: answer every claim above, then run this cell again")
        return
    then = _said(Path("..") / section / f"{section}.ipynb", question)
    if then is None:
        print(
            f"What you said before is not found: no answer to {question!r} is saved in "
            f"../{section}/{section}.ipynb. Here is what you say now."
        )
    print("\n".join(_table(then or {}, now)))


def _parted(name: str) -> tuple[str, str]:
    section, _, question = str(name).partition(".")
    if not section.isidentifier() or not question:
        raise AnswerError(f"{name!r} is no section and question: write 'orientation.before'")
    return section, question


def _table(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    rows = {claim: check_row(f"claims.{claim}") for claim in now}
    width = max(len(claim) for claim in now)
    right = {claim: matches(row.name, now[claim], row.right) for claim, row in rows.items()}
    was = {claim: matches(row.name, then.get(claim, ""), row.right) for claim, row in rows.items()}
    yield f"{'claim':{width}}  {'then':14}  {'now':14}"
    for claim in now:
        mark = "right" if right[claim] else "not so"
        yield f"{claim:{width}}  {then.get(claim, '-'):14}  {now[claim]:14}  {mark}"
    if then:
        yield f"then {sum(was.values())} of {len(rows)}, now {sum(right.values())} of {len(rows)}"
    else:
        yield f"now {sum(right.values())} of {len(rows)}"
    for claim, row in rows.items():
        if not right[claim]:
            known = {plain_form(word): says for word, says in row.wrong.items()}
            yield f"{claim}: {known.get(plain_form(now[claim]), row.otherwise)}"


def _said(path: Path, question: str) -> dict[str, str] | None:
    """Return what was answered last in a saved notebook, or ``None``."""
    found = None
    try:
        if path.stat().st_size > _LARGEST:
            return None
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in (one for cell in cells for one in cell.get("outputs", ())):
            data = output.get("data", {}).get(ANSWER_MIME)
            if isinstance(data, dict) and data.get("question") == question:
                found = _words(data.get("value")) or found
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # One's own copy may be damaged or missing; then only today's answers are shown.
        return found
    return found


def _words(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {claim: word[:14] for claim, word in value.items() if isinstance(word, str)}
