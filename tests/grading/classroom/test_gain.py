"""``hv course gain``: claims asked before and after, counted by who answered both times."""

from __future__ import annotations

from pathlib import Path

import pytest

from hvutils.cli import main
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.record import GradedItem, GradedRecord, append_record, record_path

from ..conftest import lay_out_course

RIGHT, WRONG, MISSING = Outcome.RIGHT, Outcome.WRONG, Outcome.MISSING


@pytest.fixture
def course(repo_root: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    folder.mkdir()
    return lay_out_course(repo_root, folder, tmp_path / "exchange")


def graded(course: Path, where: str, student: str, **claims: Outcome) -> None:
    assignment, _, question = where.partition("/")
    items = tuple(
        GradedItem(claim, "…", outcome, 0.0, 0.0, question=question, aspect=claim)
        for claim, outcome in claims.items()
    )
    append_record(record_path(course, assignment), GradedRecord(student, "", "", "v", items=items))


def rows(out: str) -> dict[str, list[str]]:
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.splitlines()]
    return {row[0]: row[1:] for row in cells if len(row) == 5}


def test_a_claim_counts_for_who_answered_it_both_times(course, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    before, after = "orientation/before", "reflection/after"
    graded(course, before, "ada", silence=WRONG, native=RIGHT)
    graded(course, before, "ben", silence=WRONG, native=MISSING)
    graded(course, before, "chloe", silence=RIGHT, native=RIGHT)
    graded(course, after, "ada", silence=WRONG, native=RIGHT)
    # What was graded last is what holds.
    graded(course, after, "ada", silence=RIGHT, native=RIGHT)
    graded(course, after, "ben", silence=WRONG, native=RIGHT)
    graded(course, after, "dev", silence=RIGHT, native=RIGHT)
    assert main(["course", "gain", "--course", str(course)]) == 0
    found = rows(capsys.readouterr().out)
    assert found["silence"] == ["2", "0%", "50%", "+0.50"]
    assert found["native"] == ["1", "100%", "100%", "-"]
    assert found["all claims"] == ["2", "33%", "67%", "+0.50"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "nobody who is graded answered both: 0 answered orientation/before"),
        (("before",), "'before' is no question: write ASSIGNMENT/QUESTION"),
        (("nope/before",), "there is no assignment 'nope'"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(course, capsys, words, says) -> None:
    assert main(["course", "gain", *words, "--course", str(course)]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1
