"""What ``hv grade`` says to bad input: a sentence with the remedy, exit code 2, nothing changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ..conftest import ASSIGNMENT
from .conftest import hv_grade
from .gradebooks import files

pytestmark = pytest.mark.grading

KEY = Path("source") / ASSIGNMENT / f"{ASSIGNMENT}.key.toml"


def refused(course: Path, *words: str) -> str:
    """Run the command, and return the sentence with which it refuses."""
    before = files(course)
    run = hv_grade(course, *words)
    assert run.returncode == 2, run.stdout + run.stderr
    lines = run.stderr.splitlines()
    assert len(lines) == 1, run.stderr
    assert files(course) == before
    return lines[0]


def configure(course: Path, line: str) -> None:
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(f"{line}\n")


def test_an_unknown_assignment(course):
    shutil.move(course / "source" / ASSIGNMENT, course / "source" / "other")
    there = ", ".join(sorted(folder.name for folder in (course / "source").iterdir()))
    assert "other" in there
    assert f"there is no assignment 'recon' in source/; there are: {there}" in refused(course)


def test_an_assignment_that_was_never_built(course):
    (course / "gradebook.db").unlink()
    assert "build the assignment first with hv course build" in refused(course)


def test_an_unknown_student(course):
    assert "no student 'nobody' has submitted 'recon'" in refused(course, "--student", "nobody")


def test_a_folder_that_is_no_course(tmp_path):
    assert "is no course" in refused(tmp_path)


def test_a_key_that_is_no_toml(course):
    (course / KEY).write_text("[questions.audit\n")
    assert "key 'recon.key.toml'" in refused(course)


def test_a_key_that_is_missing(course):
    (course / KEY).unlink()
    assert "there is no key 'recon.key.toml'" in refused(course)


def test_a_gradebook_that_is_read_only(course):
    url = f"sqlite:///file:{course / 'gradebook.db'}?mode=ro&uri=true"
    configure(course, f"c.CourseDirectory.db_url = {url!r}")
    assert "cannot be written: make it and its folder writable" in refused(course)


def test_a_gradebook_that_is_locked(course):
    # Another process: a lock of SQLite's ends where its own process closes the file once.
    hold = "import sqlite3; c = sqlite3.connect('gradebook.db'); c.execute('BEGIN EXCLUSIVE')"
    with subprocess.Popen(
        [sys.executable, "-c", f"{hold}; print(flush=True); input()"],
        cwd=course,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        other.stdout.readline()
        assert "is locked by another program" in refused(course)
        other.communicate(b"\n")


def test_a_gradebook_that_is_none(course):
    (course / "gradebook.db").write_text("this is no database, and longer than a page header " * 20)
    assert "is no database, or a damaged one" in refused(course)


def test_a_gradebook_at_an_address_that_is_none(course):
    configure(course, "c.CourseDirectory.db_url = 'gradebook'")
    assert "'gradebook' is no address of a gradebook" in refused(course)


def test_a_configuration_that_does_not_isolate(course):
    configure(course, "from nbgrader.preprocessors import Execute, SaveAutoGrades")
    configure(course, "c.Autograde.autograde_preprocessors = [Execute, SaveAutoGrades]")
    assert "does not execute submissions in isolation" in refused(course)


@pytest.mark.parametrize("words", [("--workers", "0"), ("--workers", "many")])
def test_a_number_of_workers_that_is_none(course, words):
    run = hv_grade(course, *words)
    assert run.returncode == 2
    assert "is no number of processes from 1 to 256" in run.stderr


def test_the_help_shows_an_example(course):
    run = hv_grade(course, "--help")
    assert run.returncode == 0
    assert "example: hv grade recon" in run.stdout
