"""A course in a temporary folder, with the demo class graded in it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from hvutils.grading.course.course import Course, Score
from hvutils.grading.course.demo import make_submissions
from hvutils.grading.keys.key import DrawnKey, load_key

ASSIGNMENT = "recon"


def lay_out_course(repo_root: Path, folder: Path, exchange: Path) -> Path:
    """Copy the course's sources into a folder, with an exchange of its own."""
    shutil.copytree(repo_root / "source", folder / "source")
    exchange.mkdir(exist_ok=True)
    exchange.chmod(0o777)
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        f"load_subconfig('nbgrader_config.py', path={str(repo_root)!r})\n"
        f"c.Exchange.root = {str(exchange)!r}\n"
    )
    return folder


@dataclass(frozen=True)
class GradedClass:
    """The demo class, graded, with one more student whose notebook is not JSON."""

    course: Course
    problems: dict[str, str]
    scores: dict[str, Score]

    def grades(self, student: str) -> dict[str, tuple[float | None, float]]:
        """Return a student's automatic score and maximum by cell."""
        from nbgrader.api import Gradebook

        url = f"sqlite:///{self.course.root / 'gradebook.db'}"
        with Gradebook(url) as gradebook:
            submission = gradebook.find_submission(ASSIGNMENT, student)
            return {
                grade.name: (grade.auto_score, grade.max_score_gradecell)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    def key(self, student: str) -> DrawnKey:
        """Return the key, drawn for a student."""
        source = self.course.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml"
        return load_key(source).for_student(student, ASSIGNMENT)

    def feedback(self, student: str) -> str:
        """Return a student's feedback page."""
        page = self.course.root / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
        return page.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def graded(repo_root: Path, needs_isolation: Path, tmp_path_factory: pytest.TempPathFactory):
    """Grade the demo class once for all tests."""
    folder = tmp_path_factory.mktemp("course")
    lay_out_course(repo_root, folder, tmp_path_factory.mktemp("exchange"))
    course = Course(folder)
    course.build(ASSIGNMENT)
    make_submissions(folder, ASSIGNMENT, ASSIGNMENT)
    broken = folder / "submitted" / "zoe" / ASSIGNMENT
    broken.mkdir(parents=True)
    (broken / f"{ASSIGNMENT}.ipynb").write_text("this is not JSON")
    problems = {name: course.grade(ASSIGNMENT, name) for name in course.students(ASSIGNMENT)}
    scores = {score.student: score for score in course.scores(ASSIGNMENT, problems)}
    return GradedClass(course, problems, scores)
