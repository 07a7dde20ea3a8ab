"""What the students of the demo class answer: made from the key and the mistakes that it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hvutils.grading.keys.key import DrawnKey
from hvutils.grading.keys.kinds import (
    ChoiceKey,
    ChoicesKey,
    FunctionKey,
    MappingKey,
    TableKey,
    TextKey,
)
from hvutils.grading.keys.truth import Truth

__all__ = [
    "Answers",
    "clumsy_answers",
    "column_answers",
    "half_answers",
    "look_alike_answers",
    "misled_answers",
    "perfect_answers",
]

Answers = Mapping[str, str]
"""A question's id to the source of the student's cell."""


def perfect_answers(key: DrawnKey) -> dict[str, str]:
    """Return the sources of answer cells that earn every point that is marked automatically."""
    return {name: _source(name, key) for name in key.questions}


Judge = Callable[[Truth], dict[str, str]]


def _expert(truth: Truth) -> dict[str, str]:
    return truth.expert


def _asked(question: TableKey, row: dict[str, str]) -> dict[str, str]:
    """Keep the columns that the question asks for."""
    return {column: word for column, word in row.items() if column in question.column_points}


def _source(name: str, key: DrawnKey, judge: Judge = _expert) -> str:
    question = key.questions[name]
    match question:
        case TableKey():
            value: object = {
                truth.name: _asked(question, judge(truth)) for truth in question.truths
            }
        case FunctionKey():
            # A right function is right on other students' inputs too.
            calls = question.chosen_from or question.calls
            pairs = [(call.input, call.returns) for call in calls]
            lookup = f"next((r for i, r in {pairs!r} if i == value), str(value))"
            return f"def solve(value):\n    return {lookup}\nanswer({name!r}, solve)"
        case _:
            # The first sample answer of each kind is a right one.
            value = next(question.samples()).value
    return f"answer({name!r}, {value!r})"


def _misreading(column: str) -> Judge:
    """Return a judge who falls for what misleads in one column, wherever something does."""

    def judge(truth: Truth) -> dict[str, str]:
        judged = dict(truth.expert)
        for named, value in truth.misread:
            if named == column:
                return {**judged, column: value}
        if column == "evidence":
            judged["evidence"] = min(truth.weights, key=lambda line: truth.weights[line])
        if column == "misleads":
            judged["misleads"] = truth.best
        return judged

    return judge


def _misled(truth: Truth) -> dict[str, str]:
    """Judge by what misleads, in every column where something does."""
    judged = dict(truth.expert)
    for column in judged:
        judged[column] = _misreading(column)(truth)[column]
    return judged


def misled_answers(key: DrawnKey) -> Answers:
    """Fall for every misconception that the key and the servers' truth know."""
    return {name: _misled_source(name, key) for name in key.questions}


def _misled_source(name: str, key: DrawnKey) -> str:
    question = key.questions[name]
    match question:
        case TableKey():
            return _source(name, key, _misled)
        case ChoiceKey() | TextKey() if question.words.wrong:
            return f"answer({name!r}, {next(iter(question.words.wrong))!r})"
        case ChoicesKey() if question.words.wrong:
            return f"answer({name!r}, {list(question.words.wrong)!r})"
        case MappingKey():
            wrong = {item: next(iter(words.wrong), "?") for item, words in question.items.items()}
            return f"answer({name!r}, {wrong!r})"
        case _:
            return _source(name, key)


def column_answers(column: str) -> Callable[[DrawnKey], Answers]:
    """Answer everything rightly but one column of the tables, where something misleads."""

    def answers(key: DrawnKey) -> Answers:
        tables = [name for name, found in key.questions.items() if isinstance(found, TableKey)]
        wrong = {name: _source(name, key, _misreading(column)) for name in tables}
        return {**perfect_answers(key), **wrong}

    return answers


def half_answers(key: DrawnKey) -> Answers:
    """Answer the first row of each table, and nothing else."""
    half = {}
    for name, question in key.questions.items():
        if isinstance(question, TableKey):
            first = question.truths[0]
            half[name] = f"answer({name!r}, { ({first.name: _asked(question, _expert(first))})!r})"
    return half


_TYPO = ("platform", "next")


def clumsy_answers(key: DrawnKey) -> Answers:
    """Spell the words wrongly, name a server that there is not, return the input unchanged."""
    clumsy = perfect_answers(key)
    for name, question in key.questions.items():
        if isinstance(question, TableKey):
            rows = {
                truth.name: _asked(question, {**_expert(truth), **dict.fromkeys(_TYPO, "vmwear")})
                for truth in question.truths
            }
            clumsy[name] = f"answer({name!r}, { ({**rows, 'oak': {}})!r})"
        elif isinstance(question, FunctionKey):
            clumsy[name] = f"answer({name!r}, lambda value: value)"
    return clumsy


def look_alike_answers(key: DrawnKey) -> Answers:
    """Write right words with a Cyrillic letter in each that has one that looks the same."""
    table = str.maketrans("aeocpxik", "аеосрхік")
    swapped = dict(perfect_answers(key))
    for name, question in key.questions.items():
        if isinstance(question, TableKey):

            def judge(truth: Truth) -> dict[str, str]:
                words = truth.expert.items()
                return {c: v if ":" in v else v.translate(table) for c, v in words}

            swapped[name] = _source(name, key, judge)
    return swapped
