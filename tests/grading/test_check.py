"""``hv course check``, ``variants`` and ``alias``: what they say, and what they find."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from hvutils.cli import main
from hvutils.grading.course.checks import check_notebook
from hvutils.grading.keys.aliases import worked_as
from hvutils.grading.keys.key import FunctionKey, TableKey, load_key

from .conftest import lay_out_course

Change = Callable[[str], str]


@dataclass(frozen=True)
class Run:
    """What a command gave."""

    returncode: int
    stdout: str
    stderr: str


Hv = Callable[..., Run]


@pytest.fixture
def hv(course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Hv:
    """``hv course …`` on the course, in this process: starting nbgrader anew takes seconds."""
    monkeypatch.setenv("COLUMNS", "160")

    def run(*words: str) -> Run:
        capsys.readouterr()
        code = main(["course", *words, "--course", str(course)])
        return Run(code, *capsys.readouterr())

    return run


@pytest.fixture
def course(repo_root: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    folder.mkdir()
    return lay_out_course(repo_root, folder, tmp_path / "exchange")


def key_of(course: Path) -> Path:
    return course / "source" / "recon" / "recon.key.toml"


def notebook_of(course: Path) -> Path:
    return course / "source" / "recon" / "recon.ipynb"


def change_cells(course: Path, change: Callable[[nbformat.NotebookNode], None]) -> None:
    nb = nbformat.read(notebook_of(course), as_version=4)
    for cell in nb.cells:
        change(cell)
    nbformat.write(nb, notebook_of(course))


def test_a_course_in_order_is_said_to_be(course, needs_isolation, hv) -> None:
    run = hv("check", "recon")
    assert run.returncode == 0, run.stderr
    assert "5 questions of 26 points agree" in run.stdout
    assert "its own answers earn every point, and untouched it earns none" in run.stdout


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("points = 3", "points = 4", "worth 4 points, and its cell in recon.ipynb 3"),
        ("[questions.empty-grep]", "[questions.full-grep]", "cell 'empty-grep' has no question"),
        (
            "[questions.empty-grep]",
            "[questions.full-grep]",
            "'full-grep': recon.ipynb has no graded",
        ),
        (
            '"nothing either way" =',
            '"nothing at all" =',
            "'nothing at all' is not among the options",
        ),
        ('"it is bare metal" =', '"it is metal" =', "'it is metal' is not among the options"),
        ('term = "2026-autumn"', 'term = "2027"', 'draw_set has term "2026-autumn", and recon.key'),
        ('  "amber", "fennel", ', '  "fennel", ', "draw_set has groups "),
        ("00:16:3E:5D:E2:0B", "00:0C:29:3A:5B:7C", "stands in the notebook"),
        ("[set.groups]", "[set.gruops]", "'gruops' is no setting here"),
        ('kind = "table"', 'kind = "tabel"', "kind = 'tabel' is missing or unknown"),
    ],
)
def test_a_key_that_does_not_fit_is_named_with_the_remedy(course, old, new, words) -> None:
    text = key_of(course).read_text()
    assert old in text
    text = text.replace(old, new)
    if "full-grep" in new:
        text = text.replace("questions.empty-grep.", "questions.full-grep.")
    key_of(course).write_text(text)
    faults = check_notebook(notebook_of(course)).faults
    assert any(words in fault for fault in faults), faults
    assert all(".key.toml" in fault or "recon.ipynb" in fault for fault in faults)
    assert not [fault for fault in faults if "\n" in fault]


def test_a_fault_is_printed_and_the_exit_code_is_1(course, hv) -> None:
    key_of(course).write_text(key_of(course).read_text().replace("points = 3", "points = 4"))
    run = hv("check")
    assert run.returncode == 1
    assert "make them agree" in run.stdout
    assert run.stderr == ""


def test_cells_that_are_missing_are_named(course) -> None:
    def drop(cell: nbformat.NotebookNode) -> None:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in ("audit-ask", "audit-answer"):
            cell.metadata.pop("nbgrader")
            cell.source = ""

    change_cells(course, drop)
    faults = " ".join(check_notebook(notebook_of(course)).faults)
    assert "no locked cell states the question 'audit'" in faults
    assert "has no cell to answer in" in faults
    assert "recon.key.toml draws a set, and recon.ipynb does not" in faults


def test_a_solution_that_earns_less_is_named(course, needs_isolation, hv) -> None:
    def spoil(cell: nbformat.NotebookNode) -> None:
        cell.source = cell.source.replace('conclusion = "nothing either way"', 'conclusion = "no"')

    change_cells(course, spoil)
    run = hv("check", "recon")
    assert run.returncode == 1
    assert "question 'empty-grep': its own answer earns 0 of 1 points" in run.stdout


def test_a_cell_that_begins_with_its_answer_is_named(course, needs_isolation, hv) -> None:
    def tell(cell: nbformat.NotebookNode) -> None:
        cell.source = cell.source.replace("conclusion = None", 'conclusion = "nothing either way"')

    change_cells(course, tell)
    run = hv("check", "recon")
    assert run.returncode == 1
    assert "question 'empty-grep': an untouched notebook earns 1 points" in run.stdout


@pytest.mark.parametrize("text", ["", "no notebook", "[1]", '{"cells": 3}'])
def test_what_is_no_notebook_is_named(course, text) -> None:
    notebook_of(course).write_text(text)
    (fault,) = check_notebook(notebook_of(course)).faults
    assert "recon.ipynb cannot be read as a notebook" in fault


def test_an_unknown_assignment_is_bad_input(course, hv) -> None:
    for words in (("check", "nope"), ("variants", "nope")):
        run = hv(*words)
        assert run.returncode == 2
        assert "there is no assignment 'nope'" in run.stderr


def test_variants_shows_a_set_with_its_truth(course, hv) -> None:
    run = hv("variants", "recon", "ada")
    assert run.returncode == 0, run.stderr
    drawn = load_key(key_of(course)).for_student("ada", "recon")
    assert drawn.servers is not None
    for server in drawn.servers.servers:
        assert server.host in run.stdout
        assert server.machine in run.stdout
    assert hv("variants", "recon", "ada").stdout == run.stdout
    assert "share 0.19 on average" in hv("variants", "recon").stdout
    items = hv("variants", "core").stdout
    assert "machines" not in items
    assert re.search(r"flaws +│ 4 of 11 +│ 1\.50 ", items)
    key = load_key(key_of(course).parents[1] / "core" / "core.key.toml")
    flaws = key.for_student("ada", "core").questions["flaws"]
    (first, *_) = flaws.items  # type: ignore[attr-defined]
    assert f"flaws, {first}: " in hv("variants", "core", "ada").stdout


def test_variants_shows_what_is_right_under_the_heading_that_it_answers(course, hv) -> None:
    said = hv("variants", "recon", "ada").stdout
    for name in ("audit", "doubts"):
        question = load_key(key_of(course)).for_student("ada", "recon").questions[name]
        assert isinstance(question, TableKey)
        lines = said[said.index(f"\n{name}") :].splitlines()
        cells = [[cell.strip() for cell in re.split("[┃│]", line)[1:-1]] for line in lines]
        heads, *rows = filter(None, cells)
        assert heads == ["host", *question.column_points]
        assert rows[: len(question.truths)] == [
            [truth.name, *(truth.expert[column] for column in question.column_points)]
            for truth in question.truths
        ]


def test_variants_names_the_machines_that_a_function_is_tried_on(course, hv) -> None:
    question = load_key(key_of(course)).for_student("ada", "recon").questions["classifier"]
    assert isinstance(question, FunctionKey)
    said = hv("variants", "recon", "ada").stdout
    for call in question.calls:
        assert f"classifier({call.machine}) is {call.returns!r}" in said


def test_an_alias_changes_whose_set_is_shown(course, hv) -> None:
    other = hv("variants", "recon", "ada.l").stdout.splitlines()[1:]
    run = hv("alias", "ada", "ada.l")
    assert "ada's work is marked by the set of ada.l" in run.stdout
    assert worked_as(course, "ada") == "ada.l"
    shown = hv("variants", "recon", "ada").stdout
    assert "ada, who worked as ada.l" in shown
    assert shown.splitlines()[1:] == other
    assert hv("alias").stdout == "ada worked as ada.l\n"
    assert "own set again" in hv("alias", "ada", "ada").stdout


def test_the_owner_of_a_server_is_found_and_a_second_submission_is_noted(course, hv) -> None:
    for name in ("ada", "ada.l"):
        folder = course / "submitted" / name / "recon"
        folder.mkdir(parents=True)
        (folder / "recon.ipynb").write_text("{}")
    key = load_key(key_of(course))
    drawn = key.for_student("ada.l", "recon").servers
    assert drawn is not None
    run = hv("variants", "recon", "--host", drawn.hosts[0])
    assert run.stdout == f"{drawn.hosts[0]} is a server of ada.l\n"
    run = hv("variants", "recon", "--host", "oak")
    assert run.stdout == "oak is no server of the 2 students who are known\n"
    assert not (course / "gradebook.db").exists()
    assert "note: ada.l has handed in recon too" in hv("alias", "ada", "ada.l").stdout


@pytest.mark.parametrize("action", ["check", "variants", "alias"])
def test_help_shows_an_example(action, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["course", action, "--help"])
    assert ended.value.code == 0
    assert f"example: hv course {action}" in " ".join(capsys.readouterr().out.split())
