"""Answers: a student says what is so, as data; the marker, elsewhere, says what it is worth.

``ask`` states a question's shape, ``answer`` checks what the student says against it at once,
``hand_in`` emits it. The cell with ``hand_in`` carries the points. It raises under Validate while
an answer is missing, and always under a grader's execution: a grader that knows our key reads the
bundle and replaces what this cell printed, any other one sees an error and gives nothing for it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence

from IPython.display import display

from hvutils.bundle import ANSWER_MIME, RETURNED_MIME, SCHEMA
from hvutils.captures import Capture
from hvutils.errors import AnswerError
from hvutils.lab.lines import fitted
from hvutils.lab.own_set import drawn_for, own_items
from hvutils.lab.shapes import (
    MAX_ANSWER_BYTES,
    Choice,
    Choices,
    Evidence,
    Function,
    Mapping,
    Number,
    Report,
    Shape,
    Table,
    Text,
)
from hvutils.lab.shelf import Sample
from hvutils.lab.views import capture_of

__all__ = ["answer", "answered", "ask", "hand_in"]

_shapes: dict[str, Shape] = {}
_reports: dict[str, Report] = {}
_functions: dict[str, Callable[[object], object]] = {}
_handed_in: dict[str, Callable[[object], object]] = {}
_told: set[str] = set()


def ask(
    question: str,
    *,
    options: Sequence[str] | None = None,
    several: bool = False,
    items: Sequence[str] | dict[str, str] | None = None,
    pick: int | None = None,
    number: str | None = None,
    text: int | None = None,
    evidence: Capture | Sample | None = None,
    lines: int = 1,
    servers: Sequence[str] | None = None,
    columns: Sequence[str] = ("platform", "role", "type", "evidence"),
    examples: Sequence[object] | dict[str, object] | None = None,
    returns: Sequence[str] = (),
) -> None:
    """State a question: print what its answer looks like.

    Args:
        question: the question's id, which is also the id of its graded cell.
        options: the words to choose from: one, ``several``, or one for each of ``items``.
        several: whether all options that hold are asked for.
        items: for a mapping, what a word is asked for, each by itself or with what it means;
            without ``options``, any word.
        pick: for a mapping, how many of the items are drawn for you; by default all are asked.
        number: for a number, its unit, or an empty text.
        text: for a short text, how many characters it may have.
        evidence: for lines of a machine, the machine.
        lines: how many lines of it.
        servers: for a table, the servers to judge, a row each.
        columns: for a table, what is judged.
        examples: for a function, arguments that it is tried on, by their names where they are long.
        returns: for a function, the words that it may return; by default anything.

    Raises:
        AnswerError: not exactly one kind of question is stated.
    """
    shapes: list[Shape] = []
    if items is not None:
        asked = tuple(items) if pick is None else own_items(question, items, pick)
        said = {item: items[item] for item in asked} if isinstance(items, dict) else {}
        student = "" if pick is None else drawn_for()
        shapes.append(Mapping(asked, tuple(options or ()), said, student))
    elif options is not None:
        shapes.append(Choices(tuple(options)) if several else Choice(tuple(options)))
    if number is not None:
        shapes.append(Number(number))
    if text is not None:
        shapes.append(Text(text))
    if evidence is not None:
        shapes.append(Evidence(capture_of(evidence), lines))
    if servers is not None:
        shapes.append(Table(tuple(servers), tuple(columns), drawn_for()))
    if examples is not None:
        named = examples if isinstance(examples, dict) else {}
        shapes.append(Function(tuple(named.values() or examples), tuple(named), tuple(returns)))
    if len(shapes) != 1:
        raise AnswerError(
            f"question {question!r}: give one of options, items, number, text, evidence, servers "
            "and examples"
        )
    (shape,) = shapes
    _shapes[question] = shape
    _reports.pop(question, None)
    print(fitted(f"{question}: {shape.describe()}"))


def answer(question: str, value: object) -> None:
    """Check the shape of an answer at once, and emit it as data.

    Args:
        question: the id that ``ask`` printed.
        value: what you say.

    Raises:
        AnswerError: there is no such question.
    """
    report = _shape(question).check(value)
    _reports[question] = report
    if callable(value):
        _functions[question] = value
    _emit(question, report)


def hand_in(question: str) -> None:
    """Emit the answer for marking, or say what is missing.

    Raises:
        AnswerError: under Validate, nothing was answered or parts are missing; and always under a
            grader's execution (see the module's first lines).
    """
    _shape(question)
    report = _reports.get(question)
    if question in _functions:
        # It is called later; what is answered after this was not handed in.
        _handed_in[question] = _functions[question]
    execution = os.environ.get("NBGRADER_EXECUTION")
    if report is not None:
        ready = report.complete and execution != "autograde"
        again = " again; this answer counts" if question in _told else ""
        _emit(question, report, said=f"handed in{again}: {question}" if ready else None)
        _told.update([question] if ready else [])
        missing = "" if report.complete else f"{question!r} is not complete: {report.text}"
        # What is missing stands above, where the answer was emitted again.
        short = f"{question!r} is not complete: see above"
    else:
        missing = f"{question!r} is not answered yet: fill in the cell above and run it, then this"
        short = missing
    if execution == "autograde":
        raise AnswerError(
            "this answer is marked by the course's own marker, which did not run: "
            "no points are given here. Grade with the course's nbgrader_config.py."
        )
    if missing and execution == "validate":
        raise AnswerError(missing)
    # In a student's hands an unanswered question must not stop Run All: what comes below it
    # may be what answers it.
    if missing:
        print(fitted(f"NOT HANDED IN: {short}"))


def answered(question: str) -> object:
    """Return what was answered last, as data, or ``None`` where it is missing or incomplete.

    Args:
        question: the question's id.
    """
    report = _reports.get(question)
    return report.value if report is not None and report.complete else None


def call_with(question: str, inputs: Sequence[object]) -> None:
    """Call the function that was handed in, once an input, and emit what it returns.

    The marker runs this in the student's kernel, when all cells have run; which returns are right
    never enters it.
    """
    returned: list[tuple[bool, object]] = []
    for value in inputs if question in _handed_in else ():
        try:
            result = _handed_in[question](value)
            json.dumps(result)
            returned.append((True, result))
        except Exception as error:
            returned.append((False, f"{type(error).__name__}: {error}"[:200]))
    data = {"schema": SCHEMA, "question": question, "returned": returned}
    display({RETURNED_MIME: data, "text/plain": ""}, raw=True)


def _shape(question: str) -> Shape:
    try:
        return _shapes[question]
    except KeyError:
        known = ", ".join(_shapes) or "none so far: run the cells above first"
        raise AnswerError(
            f"there is no question {question!r} yet: run the cell above that asks it; there are: "
            f"{known}"
        ) from None


def _emit(question: str, report: Report, said: str | None = None) -> None:
    data = {"schema": SCHEMA, "question": question, "value": report.value}
    if len(json.dumps(data)) > MAX_ANSWER_BYTES:
        raise AnswerError(f"the answer to {question!r} is too long: shorten it")
    display({ANSWER_MIME: data, "text/plain": said or fitted(report.text)}, raw=True)
