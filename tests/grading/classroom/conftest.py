"""The simulated class, laid out once, and its report."""

from __future__ import annotations

from pathlib import Path

import pytest

from hvutils.cli import main
from hvutils.grading.classroom.standing import ClassResults, read_class
from hvutils.grading.course.course import Course

from .simulated import ASSIGNMENT, lay_out


@pytest.fixture(scope="session")
def simulated(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder in which 200 simulated students are graded."""
    folder = tmp_path_factory.mktemp("simulated") / "course"
    folder.mkdir()
    return lay_out(folder, repo_root)


@pytest.fixture(scope="session")
def results(simulated: Path) -> ClassResults:
    """How the simulated class stands."""
    with Course(simulated).gradebook() as gradebook:
        return read_class(gradebook, simulated, ASSIGNMENT, {})


@pytest.fixture(scope="session")
def report(simulated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class report of the simulated class, as the command writes it."""
    folder = tmp_path_factory.mktemp("report")
    where = ["--html", str(folder / "report.html"), "--csv", str(folder / "report.csv")]
    assert main(["course", "report", ASSIGNMENT, "--course", str(simulated), *where]) == 0
    return folder / "report.html"
