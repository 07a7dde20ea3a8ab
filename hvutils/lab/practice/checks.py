"""Checks and hints: type, then shape, then value; what was expected, what was given, where to look.

A check never says what is right before it is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from IPython.display import display

from hvutils.errors import AnswerError
from hvutils.lab.lines import wrapped
from hvutils.lab.practice.forms import said, shape_of, tidied
from hvutils.lab.practice.rows import Check, Form, check_row
from hvutils.lab.practice.sealing import matches, plain_form
from hvutils.lab.shapes import Report
from hvutils.lab.shapes.words import listed

if TYPE_CHECKING:
    from hvutils.lab.pictures import Picture

__all__ = ["check", "hint"]

_hints_given: dict[str, int] = {}


def check(name: str, value: object = None, picture: Picture | None = None) -> None:
    """Check an answer at once, as often as wanted; nothing of it is graded.

    Args:
        name: the check's id, such as ``core.xen-io``.
        value: your answer; without one, the check says what is asked for.
        picture: what is shown below the right answer; before, it would give it away.

    Raises:
        AnswerError: there is no such check.
    """
    row = check_row(name)
    given = tidied(row.form, value)
    shape = shape_of(row.form)
    report = shape.check(given)
    if not report.complete:
        _print(row, "not yet", shape.describe(), value, _problems(row, shape.describe(), report))
    elif matches(name, report.value, row.right, row.form.decimals):
        print(f"{name}: right\n{wrapped('  ', row.right_says)}")
        if picture is not None:
            display(picture)
    else:
        others = _others(row.form, report.value) or shape.describe()
        _print(row, "not right", others, value, _reasons(row, report.value))


def hint(name: str) -> None:
    """Give the next hint for a check; after the last one, the last one again.

    Args:
        name: the check's id.

    Raises:
        AnswerError: there is no such check.
    """
    if "." not in str(name):
        raise AnswerError(
            f"there is no check {name!r}: only checks have hints, such as hint('recon.forgotten')"
        )
    row = check_row(name)
    number = min(_hints_given.get(name, 0) + 1, len(row.hints))
    _hints_given[name] = number
    last = ", the last one" if number == len(row.hints) else ""
    print(wrapped(f"hint {number} of {len(row.hints)}{last}: ", row.hints[number - 1]))


def _print(row: Check, verdict: str, expected: str, value: object, says: Iterator[str]) -> None:
    print(f"{row.name}: {verdict}")
    print(wrapped("  expected  ", expected))
    if value is not None and value is not ...:
        print(wrapped("  got       ", said(value)))
    for sentence in says:
        print(wrapped("  ", sentence))
    if verdict == "not right":
        if row.evidence:
            print(f"  look at   {row.evidence}")
        print(f'  stuck?    hint("{row.name}") helps in steps')


def _others(form: Form, given: object) -> str:
    """Return the options that are left; "expected one of" would name what was given, too."""
    left = [option for option in form.options if option != given]
    return f"another of {listed(tuple(left))}" if form.kind == "choice" else ""


def _problems(row: Check, expected: str, report: Report) -> Iterator[str]:
    # Of an answer in parts the first line counts the parts; what is wrong comes after it.
    for line in report.lines[1:] or report.lines:
        # What is expected has been printed: once is enough.
        for again in (f": give {expected}", f": it is one of {listed(row.form.options)}"):
            line = line.removesuffix(again)
        yield line


def _reasons(row: Check, value: object) -> Iterator[str]:
    parts = value if isinstance(value, list) else [value]
    if isinstance(value, dict):
        parts = [f"{item}={word}" for item, word in value.items()]
    known = {_key(row, wrong): says for wrong, says in row.wrong.items()}
    found = [known[key] for part in parts if (key := _key(row, part)) in known]
    yield from found or [row.otherwise]


def _key(row: Check, value: object) -> str:
    if row.form.kind == "number" and isinstance(value, str):
        # Keys of TOML are texts, also those that are numbers.
        try:
            return plain_form(float(value), row.form.decimals)
        except ValueError:
            return str(value)
    return plain_form(value, row.form.decimals)
