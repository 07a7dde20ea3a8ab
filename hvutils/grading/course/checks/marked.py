"""Mark the sample answers of a key: each must get the points that the key promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.errors import HvError
from hvutils.grading.keys.key import Key
from hvutils.grading.keys.kinds import TableKey
from hvutils.grading.keys.truth import Truth
from hvutils.grading.marking.marking import mark
from hvutils.grading.marking.question import QuestionKey
from hvutils.sets import COURSE_DEMO

__all__ = ["Marked", "marked_as_it_says"]

_STUDENTS = (COURSE_DEMO, *(f"student-{n}" for n in range(20)))
"""For whom sets and calls are drawn, to see that marking holds for drawn ones too."""

_CITED = re.compile(r"\b[\w./-]+:\d+\b")


@dataclass(frozen=True)
class Marked:
    """What marking sample answers found: the faults, and how many answers were marked."""

    faults: tuple[str, ...]
    samples: int


def marked_as_it_says(key: Key, assignment: str) -> Marked:
    """Mark every sample answer of a key, as it stands and as it is drawn for some students."""
    faults: list[str] = []
    samples = 0
    for name, question in key.questions.items():
        count, found = _marked(f"{key.name}, question {name!r}", name, question)
        samples += count
        faults += found
        for truth in question.truths if isinstance(question, TableKey) else ():
            faults += _cited(truth)
    for student in _STUDENTS:
        try:
            drawn = key.for_student(student, assignment)
        except HvError as error:
            return Marked((*faults, str(error)), samples)
        for name, question in drawn.questions.items():
            where = f"{key.name}, question {name!r}, as drawn for {student!r}"
            count, found = _marked(where, name, question)
            samples += count
            faults += [*found, *_whole(where, name, question)]
    return Marked(tuple(dict.fromkeys(faults)), samples)


def _marked(where: str, name: str, question: QuestionKey) -> tuple[int, list[str]]:
    faults: list[str] = []
    samples = list(question.samples())
    for sample in samples:
        got = mark(name, question, sample.value, sample.returned).points
        if abs(got - sample.earns) > 1e-3:
            faults.append(
                f"{where}: {sample.says} gets {got:g} points, and should get {sample.earns:g}: "
                "look whether another entry takes the same answer"
            )
    return len(samples), faults


def _whole(where: str, name: str, question: QuestionKey) -> Iterator[str]:
    """An expert's whole table earns every point, under the names that a student sees."""
    if isinstance(question, TableKey):
        perfect = {truth.name: truth.expert for truth in question.truths}
        got = mark(name, question, perfect)
        if got.points != question.points or got.held:
            yield f"{where}: an expert gets {got.points:g} of {question.points:g} points"


def _cited(truth: Truth) -> Iterator[str]:
    """Every line that a sentence cites is there."""
    says = (*truth.accepted.values(), *truth.misread.values(), *truth.says.values())
    names = {file.name for file in truth.capture.files}
    for sentence in says:
        for place in _CITED.findall(sentence):
            if place.rpartition(":")[0] in names and not truth.line(place):
                yield f"{truth.machine}.toml: {place} is cited, and is no line: mend the number"
