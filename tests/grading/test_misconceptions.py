"""A student for each misconception that the key and its servers know: each costs its own points."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from hvutils.grading.course.course import Course
from hvutils.grading.course.demo_answers import perfect_answers
from hvutils.grading.keys.key import DrawnKey, Key, load_key
from hvutils.grading.keys.kinds import ChoiceKey, TableKey, TextKey
from hvutils.grading.keys.truth import Truth
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.record import latest, read_records, record_path

from .conftest import ASSIGNMENT, lay_out_course

pytestmark = pytest.mark.grading

_STUDENTS = 600
"""Students who are drawn: each server is with some of them for each of its misconceptions."""
_WORTH_IT = (12, 4, 1)
"""So many slips make a student worth grading, in three rounds: few are graded for all slips."""


@dataclass(frozen=True)
class Slip:
    """One thing that a student falls for.

    Args:
        item: the end of the item's name.
        says: the misconception, as the key words it.
        costs: the points.
    """

    item: str
    says: str
    costs: float


@dataclass(frozen=True)
class Fallen:
    """A student who answers all rightly but what they fall for, at most one thing an item.

    Args:
        student: the user name.
        slips: what they fall for.
        answers: a question to its answer's cell.
        told: what stands for the slips in a list of all.
    """

    student: str
    slips: tuple[Slip, ...]
    answers: dict[str, str]
    told: frozenset[tuple[str, str, str]]


def known(truth: Truth, columns: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what misleads about a server: the column, the answer, and what is behind it."""
    for (column, value), says in truth.misread.items():
        if column in columns:
            yield column, value, says
    for place, weight in truth.weights.items():
        if weight == 0 and "evidence" in columns:
            yield "evidence", place, truth.says[place]


def fall(student: str, key: DrawnKey, done: set[tuple[str, str, str]]) -> Fallen:
    """Let a student fall for what nobody has fallen for yet."""
    slips: list[Slip] = []
    answers: dict[str, str] = {}
    told: set[tuple[str, str, str]] = set()
    for name, question in key.questions.items():
        if isinstance(question, ChoiceKey | TextKey):
            for word, says in question.words.wrong.items():
                if (name, "", word) not in done:
                    told.add((name, "", word))
                    slips.append(Slip(name, says, question.points))
                    answers[name] = f"answer({name!r}, {word!r})"
                    break
        if isinstance(question, TableKey):
            columns = question.column_points
            rows = {t.name: {c: t.expert[c] for c in columns} for t in question.truths}
            for truth in question.truths:
                slipped: set[str] = set()
                for column, value, says in known(truth, set(columns)):
                    one = (name, truth.machine, f"{column}={value}")
                    if column not in slipped and one not in done:
                        slipped.add(column)
                        told.add(one)
                        rows[truth.name][column] = value
                        slips.append(Slip(f"{truth.name} · {column}", says, columns[column]))
            answers[name] = f"answer({name!r}, {rows!r})"
    return Fallen(student, tuple(slips), answers, frozenset(told))


def everybody_who_falls(key: Key) -> list[tuple[Fallen, DrawnKey]]:
    """Return the students who between them fall for everything."""
    drawn = {f"m{n:03}": key.for_student(f"m{n:03}", ASSIGNMENT) for n in range(_STUDENTS)}
    found: dict[str, tuple[Fallen, DrawnKey]] = {}
    done: set[tuple[str, str, str]] = set()
    for least in _WORTH_IT:
        for student, own in drawn.items():
            if student not in found and len((one := fall(student, own, done)).slips) >= least:
                found[student] = one, own
                done |= one.told
    return list(found.values())


@pytest.fixture(scope="module")
def fallen(repo_root: Path, needs_isolation: Path, tmp_path_factory: pytest.TempPathFactory):
    """The class, graded, and where its record stands."""
    top = tmp_path_factory.mktemp("misconceptions")
    root = lay_out_course(repo_root, top / "course", top / "exchange")
    Course(root).build(ASSIGNMENT)
    key = load_key(root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml")
    released = nbformat.read(root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    everybody = everybody_who_falls(key)
    for found, drawn in everybody:
        hand_in(root, released, found, drawn)
    words = [sys.executable, "-m", "hvutils", "grade", ASSIGNMENT, "--course", str(root)]
    run = subprocess.run(words, capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, run.stderr
    return [one for one, _ in everybody], latest(read_records(record_path(root, ASSIGNMENT))), key


def hand_in(root: Path, released: nbformat.NotebookNode, who: Fallen, key: DrawnKey) -> None:
    notebook = copy.deepcopy(released)
    answers = {**perfect_answers(key), **who.answers}
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
    assert sum(len(who.slips) for who in everybody) == there > 30


def test_each_costs_its_own_points_and_is_told_so(fallen):
    everybody, records, _ = fallen
    for who in everybody:
        record = records[who.student]
        wrong = {i.item: i.misconception for i in record.items if i.outcome is not Outcome.RIGHT}
        assert wrong == {slip.item: slip.says for slip in who.slips}, who
        lost = sum(item.of - item.points for item in record.items)
        assert lost == pytest.approx(sum(slip.costs for slip in who.slips)), who
