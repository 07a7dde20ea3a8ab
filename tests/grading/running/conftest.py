"""A built course with the demo class handed in, to be copied by each test that grades it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hvutils.grading.course.course import Course
from hvutils.grading.course.demo import make_submissions

from ..conftest import ASSIGNMENT, lay_out_course

STAMP = "2026-03-01 12:00:00.000000 UTC"


def hv_grade(course: Path, *words: str, timeout: float = 180) -> subprocess.CompletedProcess:
    """Run ``hv grade`` in a course."""
    return subprocess.run(
        [sys.executable, "-m", "hvutils", "grade", ASSIGNMENT, "--course", str(course), *words],
        cwd=course,
        capture_output=True,
        text=True,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
    )


def nbgrader(course: Path, *words: str) -> str:
    """Run an nbgrader command in a course."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_CONFIG_DIR": str(course),
        "JUPYTER_CONFIG_PATH": "",
    }
    run = subprocess.run(
        ["nbgrader", *words],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    return run.stdout + run.stderr


@pytest.fixture(scope="session")
def handed_in(repo_root: Path, needs_isolation: Path, tmp_path_factory) -> Path:
    """The course with its class handed in and nothing graded; not to be written into."""
    folder = tmp_path_factory.mktemp("handed-in") / "course"
    folder.mkdir()
    lay_out_course(repo_root, folder, tmp_path_factory.mktemp("exchange"))
    course = Course(folder)
    course.build(ASSIGNMENT)
    make_submissions(folder, ASSIGNMENT, ASSIGNMENT)
    for student in (folder / "submitted").iterdir():
        (student / ASSIGNMENT / "timestamp.txt").write_text(STAMP)
        (student / ASSIGNMENT / "notes.csv").write_text(f"of,{student.name}\n")
    return folder


@pytest.fixture
def course(handed_in: Path, tmp_path: Path) -> Path:
    """A copy of it, to grade."""
    return shutil.copytree(handed_in, tmp_path / "course")
