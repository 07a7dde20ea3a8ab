"""Check one notebook of an assignment: the notebook, its key and the pool agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hvutils.errors import HvError
from hvutils.grading.course.checks.cells import NotebookQuestions, read_notebook
from hvutils.grading.course.checks.marked import marked_as_it_says
from hvutils.grading.keys.key import Key, load_key
from hvutils.grading.keys.kinds import ChoiceKey, ChoicesKey, FunctionKey, MappingKey
from hvutils.grading.keys.words import Words
from hvutils.grading.marking.texts import normal

__all__ = ["Checked", "check_notebook"]


@dataclass(frozen=True)
class Checked:
    """What checking one notebook found.

    Args:
        faults: a sentence for each fault, with the file, the question and the remedy.
        questions: how many questions the key has.
        points: what they are worth together.
        samples: how many sample answers were marked.
    """

    faults: tuple[str, ...]
    questions: int = 0
    points: float = 0.0
    samples: int = 0


def check_notebook(source: Path) -> Checked:
    """Check a source notebook against its key, and the key against itself.

    Args:
        source: the notebook; its key lies beside it.
    """
    try:
        notebook = read_notebook(source)
        key = load_key(source.with_suffix(".key.toml"))
    except HvError as error:
        return Checked((str(error),))
    faults = [
        *_agree(source.name, key, notebook),
        *_set_agrees(source, key, notebook),
        *(fault for name in key.questions for fault in _words_agree(name, key, notebook)),
    ]
    marked = marked_as_it_says(key, source.parent.name)
    total = sum(question.points for question in key.questions.values())
    return Checked((*faults, *marked.faults), len(key.questions), total, marked.samples)


def _agree(file: str, key: Key, notebook: NotebookQuestions) -> Iterator[str]:
    """Compare ids and points, in both directions."""
    for name, points in notebook.points.items():
        if name not in key.questions:
            yield (
                f"{file}: the graded cell {name!r} has no question in {key.name}: "
                f"add [questions.{name}], or take the cell out"
            )
        elif key.questions[name].points != points:
            yield (
                f"{key.name}, question {name!r}: it is worth {key.questions[name].points:g} "
                f"points, and its cell in {file} {points:g}: make them agree"
            )
        if notebook.handed_in.get(name) != name:
            yield f"{file}: the graded cell {name!r} must hand itself in: hand_in({name!r})"
        if name not in notebook.asked:
            yield f"{file}: no locked cell states the question {name!r}: add ask({name!r}, …)"
        if f"{name}-answer" not in notebook.answers:
            yield (
                f"{file}: the question {name!r} has no cell to answer in: add a solution cell "
                f"with the id {name + '-answer'!r}"
            )
    for name in key.questions:
        if name in notebook.by_hand:
            yield f"{key.name}, question {name!r}: its cell is marked by hand: take one of them out"
        elif name not in notebook.points:
            yield (
                f"{key.name}, question {name!r}: {file} has no graded cell with that id: "
                "add it, or take the question out"
            )


def _set_agrees(source: Path, key: Key, notebook: NotebookQuestions) -> Iterator[str]:
    """Compare the set that the notebook draws with the key's."""
    drawn, rule = notebook.drawn, key.sets
    if rule is None:
        if drawn is not None:
            yield f"{source.name} draws a set, and {key.name} has none: add [set]"
        return
    if drawn is None:
        yield f"{key.name} draws a set, and {source.name} does not: add a locked cell with draw_set"
        return
    wanted = {
        "assignment": source.parent.name,
        "term": rule.term,
        "groups": [list(names) for names in rule.groups.values()],
    }
    for name, value in wanted.items():
        given = drawn.get(name)
        given = [list(names) for names in given or ()] if name == "groups" else given
        if given != value:
            yield (
                f"{source.name}: draw_set has {name} {json.dumps(given)}, and {key.name} "
                f"{json.dumps(value)}: make them agree, or students get others than are "
                "marked"
            )


def _words_agree(name: str, key: Key, notebook: NotebookQuestions) -> Iterator[str]:
    """Compare the words that the key knows with those that the notebook offers."""
    question, asked = key.questions[name], notebook.asked.get(name, {})
    where = f"{key.name}, question {name!r}"
    options = asked.get("options")
    if isinstance(question, ChoiceKey | ChoicesKey) and isinstance(options, list):
        yield from _offered(where, question.words, options)
    if isinstance(question, MappingKey):
        items = asked.get("items")
        if isinstance(items, list | dict) and set(items) != set(question.items):
            yield (
                f"{where}: its items are {list(question.items)}, and the notebook asks "
                f"{list(items)}"
            )
        if asked.get("pick") != question.pick:
            yield (
                f"{where}: pick = {question.pick}, and the notebook has {asked.get('pick')}: "
                "make them agree"
            )
        if isinstance(options, list):
            for words in question.items.values():
                yield from _offered(where, words, options)
    if isinstance(question, FunctionKey):
        for call in question.calls:
            if not call.shown and repr(call.input) in notebook.text.replace('"', "'"):
                yield (
                    f"{where}: the input {call.input!r} stands in the notebook: take another one, "
                    "or say shown = true"
                )


def _offered(where: str, words: Words, options: list[object]) -> Iterator[str]:
    offered = {normal(option) for option in options}
    for word, _ in words.each():
        if word not in offered:
            yield f"{where}: {word!r} is not among the options that the notebook offers: add it"
