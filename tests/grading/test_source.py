"""The source notebook, its key and its release agree."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from hvutils.evidence.finding import Subject
from hvutils.grading.course.course import Course
from hvutils.grading.keys.key import TableKey, load_key
from hvutils.verdict import classify

from .conftest import ASSIGNMENT, lay_out_course

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "source").glob("*/*.ipynb"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_key_has_the_questions_of_the_notebook_and_their_points(source):
    key = load_key(source.with_suffix(".key.toml"))
    graded = {
        cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points)
        for cell in nbformat.read(source, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code"
    }
    assert graded == {name: question.points for name, question in key.questions.items()}


@pytest.mark.grading
def test_the_sources_own_answers_earn_every_automatic_point(graded):
    """The instructor's notebook, handed in as it is."""
    source = graded.course.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    folder = graded.course.root / "submitted" / "source-itself" / ASSIGNMENT
    folder.mkdir(parents=True)
    shutil.copy(source, folder)
    assert graded.course.grade(ASSIGNMENT, "source-itself") == ""
    automatic = {
        name: score
        for name, score in graded.grades("source-itself").items()
        if score[0] is not None
    }
    assert automatic
    for name, (score, most) in automatic.items():
        if name != "recon-reflection":
            assert score == most, name


def test_the_release_is_what_the_source_gives(repo_root, tmp_path):
    """A stale release is refused: make release renews it."""
    lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    course = Course(tmp_path / "course")
    for assignment in course.assignments():
        course.build(assignment)
    fresh = {
        file.relative_to(course.root).as_posix(): file.read_bytes()
        for file in (course.root / "release").rglob("*")
        if file.is_file()
    }
    committed = {
        file.relative_to(repo_root).as_posix(): file.read_bytes()
        for file in (repo_root / "release").rglob("*")
        if file.is_file() and ".ipynb_checkpoints" not in file.parts
    }
    assert committed.keys() == fresh.keys()
    for name, content in fresh.items():
        assert committed[name] == content, f"{name} is stale: run make release"


def test_every_line_that_names_the_platform_earns_something():
    """Also one that the expert did not think of: lspci has a dozen of VMware's on amber."""
    for source in SOURCES:
        for question in load_key(source.with_suffix(".key.toml")).questions.values():
            for truth in question.truths if isinstance(question, TableKey) else ():
                bare = ("platform", "none") in truth.accepted
                named = {
                    f"{finding.file}:{finding.line}"
                    for finding in classify(truth.capture).findings
                    if (bare and finding.says.subject is Subject.PHYSICAL)
                    or (
                        finding.says.subject in (Subject.HYPERVISOR, Subject.HOSTS)
                        and ("platform", finding.says.hypervisor) in truth.accepted
                    )
                }
                assert named, truth.name
                assert named <= truth.weights.keys()
                assert truth.weights[truth.best] == 1.0
