"""The demo class: students whose submissions show what grading does with each kind of work.

Their answers are made from the key and from the common mistakes that the key names, so that the
demo cannot drift away from the course.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat

from hvutils.errors import KeyFileError
from hvutils.grading.keys.key import ChoiceKey, FunctionKey, Key, TableKey, load_key
from hvutils.grading.keys.truth import Truth

__all__ = ["STUDENTS", "DemoStudent", "make_submissions", "perfect_answers"]

Answers = Mapping[str, str]
"""A question's id to the source of the student's cell."""


@dataclass(frozen=True)
class DemoStudent:
    """A student of the demo class.

    Args:
        name: the user name.
        story: what this student does, in a few words.
        answers: makes the sources of the answer cells from the key.
        reflection: what the student writes where a person marks.
        preamble: the source of a first cell of the student's own.
        hands_in_notebook: whether the submission has the notebook.
    """

    name: str
    story: str
    answers: Callable[[Key], Answers]
    reflection: str = ""
    preamble: str = ""
    hands_in_notebook: bool = True


def perfect_answers(key: Key) -> dict[str, str]:
    """Return the sources of answer cells that earn every point that is marked automatically."""
    return {name: _source(name, key) for name in key.questions}


def make_submissions(course: Path, assignment: str, notebook: str) -> None:
    """Write the demo class's submissions where ``nbgrader collect`` would put them.

    Args:
        course: the course's folder; ``release/<assignment>`` must be there.
        assignment: the assignment's name.
        notebook: the notebook's name, without ending.

    Raises:
        KeyFileError: the assignment is not released, or its key cannot be read.
    """
    key = load_key(course / "source" / assignment / f"{notebook}.key.toml")
    release = course / "release" / assignment
    if not release.is_dir():
        raise KeyFileError(f"assignment {assignment!r} is not released: run hv course build first")
    released = nbformat.read(release / f"{notebook}.ipynb", as_version=4)
    for student in STUDENTS:
        folder = course / "submitted" / student.name / assignment
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(release, folder)
        stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")
        path = folder / f"{notebook}.ipynb"
        if student.hands_in_notebook:
            nbformat.write(_fill(released, student, key), path)
        else:
            path.unlink()
            (folder / "my answers.txt").write_text("See my e-mail.\n", encoding="utf-8")


def _fill(released: Any, student: DemoStudent, key: Key) -> Any:
    notebook = copy.deepcopy(released)
    answers = student.answers(key)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-answer")
        if cell.metadata.get("nbgrader", {}).get("solution"):
            if name in answers:
                cell.source = answers[name]
            elif cell.cell_type == "markdown" and student.reflection:
                cell.source = student.reflection
    if student.preamble:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(student.preamble))
    return notebook


def _source(name: str, key: Key, judge: Callable[[Truth], dict[str, str]] | None = None) -> str:
    question = key.questions[name]
    match question:
        case ChoiceKey():
            return f"answer({name!r}, {next(iter(question.accepted))!r})"
        case TableKey():
            rows = {truth.name: (judge or _expert)(truth) for truth in question.truths}
            return f"answer({name!r}, {rows!r})"
        case FunctionKey():
            pairs = [(call.input, call.returns) for call in question.calls]
            lookup = f"next((r for i, r in {pairs!r} if i == value), str(value))"
            return f"def solve(value):\n    return {lookup}\nanswer({name!r}, solve)"


def _expert(truth: Truth) -> dict[str, str]:
    judged: dict[str, str] = {}
    for column, value in truth.accepted:
        judged.setdefault(column, value)
    return {**judged, "evidence": truth.best}


def _misled(truth: Truth) -> dict[str, str]:
    """Judge by the line that misleads, where there is one."""
    judged = _expert(truth)
    for column, value in truth.misread:
        judged[column] = value
    judged["evidence"] = min(truth.weights, key=lambda line: truth.weights[line])
    return judged


def _misled_answers(key: Key) -> Answers:
    wrong = perfect_answers(key)
    for name, question in key.questions.items():
        if isinstance(question, TableKey):
            wrong[name] = _source(name, key, _misled)
        elif isinstance(question, ChoiceKey) and question.wrong:
            wrong[name] = f"answer({name!r}, {next(iter(question.wrong))!r})"
    return wrong


def _half_answers(key: Key) -> Answers:
    """Answer the first row of each table, and nothing else."""
    half = {}
    for name, question in key.questions.items():
        if isinstance(question, TableKey):
            first = question.truths[0]
            half[name] = f"answer({name!r}, { ({first.name: _expert(first)})!r})"
    return half


def _clumsy_answers(key: Key) -> Answers:
    """Spell the words wrongly, name a server that there is not, return the input unchanged."""
    clumsy = perfect_answers(key)
    for name, question in key.questions.items():
        if isinstance(question, TableKey):
            rows = {
                truth.name: {**_expert(truth), "platform": "vmwear"} for truth in question.truths
            }
            clumsy[name] = f"answer({name!r}, { ({**rows, 'oak': {}})!r})"
        elif isinstance(question, FunctionKey):
            clumsy[name] = f"answer({name!r}, lambda value: value)"
    return clumsy


# The attack of the first issue: whatever marks inside the kernel would believe these.
PATCHES = """\
import builtins, hvutils.lab, hvutils.lab.answers, hvutils.lab.shapes
from IPython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

hvutils.lab.shapes.Report.complete = True
hvutils.lab.answers.AnswerError = lambda *words: SystemExit(0)
run_cell = InteractiveShell.run_cell

def lenient(self, *args, **kwargs):
    result = run_cell(self, *args, **kwargs)
    result.error_in_exec = result.error_before_exec = None
    return result

InteractiveShell.run_cell = lenient
builtins.isinstance = lambda value, kind, _is=isinstance: _is(value, kind)
builtins.round = lambda *args: 100.0
"""

_GOOD = (
    "The prefix is registered to VMware, so it carries the vendor, weakly. ESXi is one of two "
    "products that look alike from inside: run `vmware -v` on the host. Speed follows from exits "
    "and from who serves the I/O, safety from everything that must be trusted; neither from the "
    "type alone."
)
_POOR = (
    "The colleague is right: the prefix says VMware, so it is ESXi, and Type 1 is fast and safe."
)

STUDENTS = (
    DemoStudent("ada", "answers everything", perfect_answers, _GOOD),
    DemoStudent("ben", "believes the lines that mislead", _misled_answers, _POOR),
    DemoStudent("chloe", "stops after the first server", _half_answers),
    DemoStudent("dev", "misspells, and returns the input", _clumsy_answers, _POOR),
    DemoStudent("eva", "hands in the notebook untouched", lambda key: {}),
    DemoStudent("finn", "like ben, and patches the kernel", _misled_answers, _POOR, PATCHES),
    DemoStudent("gita", "forgets the notebook", lambda key: {}, hands_in_notebook=False),
)
"""The demo class. ``course-demo`` is not one of them: that is whom source notebooks run as."""
