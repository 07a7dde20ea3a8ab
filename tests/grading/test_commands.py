"""``hv course`` with the wrong input: one sentence, exit code 2, and nothing written."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hvutils.grading.course.commands import ACTIONS

from .conftest import lay_out_course


def hv(*words: str, cwd=None) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "hvutils", "course", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("action", "assignment", "words"),
    [
        ("report", "nope", "there is no assignment 'nope' in source/; there are: recon"),
        ("build", "nope", "there is no assignment 'nope' in source/; there are: recon"),
        ("report", "recon", "build it first with hv course build recon"),
    ],
)
def test_a_wrong_assignment_is_named(repo_root, tmp_path, action, assignment, words):
    course = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    run = hv(action, assignment, "--course", str(course))
    assert run.returncode == 2
    assert words in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_folder_that_is_no_course_is_named(tmp_path):
    run = hv("report", "recon", "--course", str(tmp_path))
    assert run.returncode == 2
    assert "is no course" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_build_writes_the_release(repo_root, tmp_path):
    course = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    run = hv("build", "--course", str(course))
    assert run.returncode == 0, run.stderr
    assert (course / "release" / "recon" / "recon.ipynb").is_file()


@pytest.mark.parametrize("action", [action.name for action in ACTIONS])
def test_the_help_of_each_action_shows_an_example(action):
    run = hv(action, "--help")
    assert run.returncode == 0
    assert f"example: hv course {action}" in run.stdout
    assert "--course" in run.stdout
