"""The whole life of an assignment with nbgrader's own commands, as one instructor and one student.

Both are the user that runs the tests: nbgrader takes names from the system's accounts.
"""

from __future__ import annotations

import csv
import getpass
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from hvutils.grading.course.demo import perfect_answers
from hvutils.grading.keys.key import load_key

from .conftest import ASSIGNMENT, lay_out_course

pytestmark = pytest.mark.grading


def nbgrader(folder: Path, *words: str, config: Path | None = None) -> subprocess.CompletedProcess:
    """Run an nbgrader command in a folder, as one would with the environment activated."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_CONFIG_DIR": str(config or folder),
        "JUPYTER_CONFIG_PATH": "",
        # nbgrader keeps a copy of what is handed in there: not in the user's own.
        "JUPYTER_DATA_DIR": str((config or folder).parent / "jupyter"),
    }
    return subprocess.run(
        ["nbgrader", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        stdin=subprocess.DEVNULL,
    )


def ok(run: subprocess.CompletedProcess) -> str:
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def answer_everything(notebook: Path, key_file: Path) -> None:
    key = load_key(key_file).for_student(getpass.getuser(), ASSIGNMENT)
    answers = perfect_answers(key)
    nb = nbformat.read(notebook, as_version=4)
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-answer")
        if cell.metadata.get("nbgrader", {}).get("solution") and name in answers:
            cell.source = answers[name]
        elif cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = "The prefix says VMware, weakly; ask the host for the product."
    nbformat.write(nb, notebook)


def test_generate_fetch_submit_autograde_feed_back_export(repo_root, needs_isolation, tmp_path):
    exchange, home = tmp_path / "exchange", tmp_path / "home"
    course = tmp_path / "course"
    course.mkdir()
    lay_out_course(repo_root, course, exchange)
    home.mkdir()
    student_config = (repo_root / "student" / "nbgrader_config.py").read_text()
    (home / "nbgrader_config.py").write_text(
        f"{student_config}\nc.Exchange.root = {str(exchange)!r}\n"
    )

    ok(nbgrader(course, "generate_assignment", ASSIGNMENT))
    ok(nbgrader(course, "release_assignment", ASSIGNMENT))

    ok(nbgrader(home, "fetch_assignment", ASSIGNMENT))
    notebook = home / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert [file.name for file in notebook.parent.iterdir()] == [notebook.name]
    untouched = nbgrader(home, "validate", str(notebook))
    assert "'empty-grep' is not complete" in untouched.stdout
    answer_everything(notebook, course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml")
    assert "Success! Your notebook passes all the tests." in ok(
        nbgrader(home, "validate", str(notebook))
    )
    ok(nbgrader(home, "submit", ASSIGNMENT))
    assert list((tmp_path / "jupyter" / "nbgrader_cache").rglob(notebook.name))

    ok(nbgrader(course, "collect", ASSIGNMENT))
    ok(nbgrader(course, "autograde", ASSIGNMENT))
    ok(nbgrader(course, "generate_feedback", ASSIGNMENT))
    ok(nbgrader(course, "release_feedback", ASSIGNMENT))
    ok(nbgrader(home, "fetch_feedback", ASSIGNMENT))
    pages = list(home.rglob("feedback/**/*.html"))
    assert pages, sorted(home.rglob("*"))
    assert "12 of 12 points" in pages[0].read_text(encoding="utf-8")

    ok(nbgrader(course, "export"))
    with (course / "grades.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["student_id"] == getpass.getuser()
    assert (float(row["score"]), float(row["max_score"])) == (26.0, 30.0)


def test_a_stock_nbgrader_gives_nothing_and_says_why(repo_root, tmp_path):
    """Without our configuration a graded cell fails loudly; it never hands out full marks."""
    course = tmp_path / "course"
    (course / "source").mkdir(parents=True)
    source = repo_root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    (course / "source" / ASSIGNMENT).mkdir()
    (course / "source" / ASSIGNMENT / source.name).write_bytes(source.read_bytes())
    (course / "nbgrader_config.py").write_text("c = get_config()\n")
    ok(nbgrader(course, "generate_assignment", ASSIGNMENT))
    handed_in = course / "submitted" / "ada" / ASSIGNMENT
    handed_in.mkdir(parents=True)
    # The source with its solutions in it: everything is answered rightly.
    (handed_in / source.name).write_bytes(source.read_bytes())
    ok(nbgrader(course, "autograde", ASSIGNMENT))
    ok(nbgrader(course, "export"))
    with (course / "grades.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert float(row["score"]) == 0
    graded = (course / "autograded" / "ada" / ASSIGNMENT / source.name).read_text()
    assert "marked by the course's own marker" in graded
