"""A student for each misconception that the key and its servers know: each costs its own points."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import nbformat
import pytest

from hvutils.grading.course.course import Course
from hvutils.grading.course.demo_answers import perfect_answers
from hvutils.grading.keys.key import DrawnKey, load_key
from hvutils.grading.keys.kinds import ChoiceKey, TableKey, TextKey
from hvutils.grading.keys.truth import Truth
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.record import latest, read_records, record_path

from .conftest import ASSIGNMENT, lay_out_course

pytestmark = pytest.mark.grading

_ENOUGH = 400
"""Students who are drawn until each server was with one of them for each of its misconceptions."""


@dataclass(frozen=True)
class Fallen:
    """A student who answers all rightly but one thing.

    Args:
        student: the user name.
        question: the question.
        item: the end of the item's name.
        says: the misconception, as the key words it.
        costs: the points.
        source: the answer's cell.
    """

    student: str
    question: str
    item: str
    says: str
    costs: float
    source: str


def known(truth: Truth, columns: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what misleads about a server: the column, the answer, and what is behind it."""
    for (column, value), says in truth.misread.items():
        if column in columns:
            yield column, value, says
    for place, weight in truth.weights.items():
        if weight == 0 and "evidence" in columns:
            yield "evidence", place, truth.says[place]


def fall(student: str, key: DrawnKey, done: set[tuple[str, str, str]]) -> Fallen | None:
    """Let a student fall for something that nobody has fallen for yet."""
    for name, question in key.questions.items():
        if isinstance(question, ChoiceKey | TextKey):
            for word, says in question.words.wrong.items():
                if (name, "", word) not in done:
                    done.add((name, "", word))
                    source = f"answer({name!r}, {word!r})"
                    return Fallen(student, name, name, says, question.points, source)
        if isinstance(question, TableKey):
            for truth in question.truths:
                for column, value, says in known(truth, set(question.column_points)):
                    if (name, truth.machine, f"{column}={value}") in done:
                        continue
                    done.add((name, truth.machine, f"{column}={value}"))
                    rows = {
                        one.name: {
                            c: v for c, v in one.expert.items() if c in question.column_points
                        }
                        for one in question.truths
                    }
                    rows[truth.name][column] = value
                    worth = question.column_points[column]
                    source = f"answer({name!r}, {rows!r})"
                    return Fallen(student, name, f"{truth.name} · {column}", says, worth, source)
    return None


@pytest.fixture(scope="module")
def fallen(repo_root: Path, needs_isolation: Path, tmp_path_factory: pytest.TempPathFactory):
    """The class, graded, and where its record stands."""
    top = tmp_path_factory.mktemp("misconceptions")
    root = lay_out_course(repo_root, top / "course", top / "exchange")
    Course(root).build(ASSIGNMENT)
    key = load_key(root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml")
    released = nbformat.read(root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    everybody: list[Fallen] = []
    done: set[tuple[str, str, str]] = set()
    for number in count():
        student = f"m{number:03}"
        drawn = key.for_student(student, ASSIGNMENT)
        found = fall(student, drawn, done)
        if found is not None:
            everybody.append(found)
            hand_in(root, released, found, drawn)
        if number > _ENOUGH:
            break
    words = [sys.executable, "-m", "hvutils", "grade", ASSIGNMENT, "--course", str(root)]
    run = subprocess.run(words, capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, run.stderr
    return everybody, latest(read_records(record_path(root, ASSIGNMENT))), key


def hand_in(root: Path, released: nbformat.NotebookNode, who: Fallen, key: DrawnKey) -> None:
    notebook = copy.deepcopy(released)
    answers = {**perfect_answers(key), who.question: who.source}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-answer")
        if cell.metadata.get("nbgrader", {}).get("solution") and name in answers:
            cell.source = answers[name]
    folder = root / "submitted" / who.student / ASSIGNMENT
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{ASSIGNMENT}.ipynb")


def test_every_misconception_has_its_student(fallen):
    everybody, _, key = fallen
    tables = [q for q in key.questions.values() if isinstance(q, TableKey)]
    there = sum(len(list(known(one, set(q.column_points)))) for q in tables for one in q.truths)
    there += sum(
        len(q.words.wrong) for q in key.questions.values() if isinstance(q, ChoiceKey | TextKey)
    )
    assert len(everybody) == there > 30


def test_each_costs_its_own_points_and_is_told_so(fallen):
    everybody, records, _ = fallen
    for who in everybody:
        record = records[who.student]
        wrong = [item for item in record.items if item.outcome is not Outcome.RIGHT]
        assert [item.item for item in wrong] == [who.item], who
        assert wrong[0].misconception == who.says, who
        assert sum(item.of - item.points for item in record.items) == pytest.approx(who.costs), who
