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
        ("report", "nope", "there is no assignment 'nope' in source/; there are: "),
        ("build", "nope", "there is no assignment 'nope' in source/; there are: "),
        ("extend", "nope", "there is no assignment 'nope' in source/; there are: "),
        ("watch", "nope", "there is no assignment 'nope' in source/; there are: "),
        ("report", "recon", "build the assignment first with hv course build"),
    ],
)
def test_a_wrong_assignment_is_named(repo_root, tmp_path, action, assignment, words):
    course = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    more = {"extend": ("2026-12-01",)}.get(action, ())
    student = {"extend": ("ada",)}.get(action, ())
    run = hv(action, *student, assignment, *more, "--course", str(course))
    assert run.returncode == 2
    assert words in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert sorted(path.name for path in course.iterdir()) == ["nbgrader_config.py", "source"]


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


def built(repo_root, tmp_path):
    course = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    assert hv("build", "--course", str(course)).returncode == 0
    return course


def test_a_build_that_fails_keeps_the_release(repo_root, tmp_path):
    course = built(repo_root, tmp_path)
    release = course / "release" / "recon" / "recon.ipynb"
    before = release.read_bytes()
    built_before = sorted(path.name for path in (course / "release").iterdir())
    (course / "gradebook.db").write_text("this is no database, and longer than its header " * 20)
    run = hv("build", "recon", "--course", str(course))
    assert run.returncode == 2
    assert "is no database, or a damaged one" in run.stderr
    assert release.read_bytes() == before
    (course / "gradebook.db").unlink()
    source = course / "source" / "recon" / "recon.ipynb"
    source.write_text("no notebook")
    run = hv("build", "recon", "--course", str(course))
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1
    assert release.read_bytes() == before
    assert sorted(path.name for path in (course / "release").iterdir()) == built_before


def test_a_wrong_key_is_not_built(repo_root, tmp_path):
    course = built(repo_root, tmp_path)
    (course / "source" / "recon" / "recon.key.toml").write_text("[questions.audit\n")
    run = hv("build", "recon", "--course", str(course))
    assert run.returncode == 2
    assert "key 'recon.key.toml' is no TOML" in run.stderr
    assert (course / "release" / "recon" / "recon.ipynb").is_file()


def test_a_configuration_that_cannot_be_read_is_named(repo_root, tmp_path):
    course = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    (course / "nbgrader_config.py").write_text("c = get_config()\nthis is no Python\n")
    run = hv("report", "recon", "--course", str(course))
    assert run.returncode == 2
    assert "nbgrader_config.py' cannot be read: SyntaxError" in run.stderr
    assert len(run.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [(), ("course",), ("grade",), ("doctor",)])
def test_each_help_shows_an_example(words):
    run = subprocess.run(
        [sys.executable, "-m", "hvutils", *words, "--help"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0
    assert f"example: {' '.join(('hv', *words))} " in run.stdout
