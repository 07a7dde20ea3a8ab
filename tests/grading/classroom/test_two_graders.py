"""Two graders at work at once on one gradebook: nothing is lost, and a lock is said in words."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from hvutils.cli import main
from hvutils.grading.course.course import Course
from hvutils.grading.course.demo import make_submissions

from ..conftest import ASSIGNMENT, lay_out_course
from .simulated import REFLECTION, lay_out

# What a person's formgrader does: nbgrader's own API, a commit a mark.
BY_HAND = """
import sys
from nbgrader.api import Gradebook
url, who, marks = sys.argv[1], sys.argv[2], sys.argv[3:]
for student in marks:
    with Gradebook(url) as gradebook:
        notebook = gradebook.find_submission("recon", student).notebooks[0]
        for grade in notebook.grades:
            if grade.name == "reflection":
                grade.manual_score, grade.needs_manual_grade = 3.0, False
            elif who == "one":
                grade.extra_credit = 0.25
        if who == "two":
            gradebook.find_student(student).email = f"{student}@example.org"
        gradebook.db.commit()
"""


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_CONFIG_DIR": str(folder),
    }


def start(folder: Path, *words: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(process: subprocess.Popen) -> str:
    said, _ = process.communicate(timeout=240)
    assert process.returncode == 0, said
    return said


def test_two_people_mark_by_hand_the_same_students_at_once(repo_root, tmp_path):
    (tmp_path / "course").mkdir()
    folder = lay_out(tmp_path / "course", repo_root, 12, due=None)
    course = Course(folder)
    students = [f"s{n:03}" for n in range(12) if n not in (0, 7)]
    url = course.api.coursedir.db_url
    both = [start(folder, "-c", BY_HAND, url, who, *students) for who in ("one", "two")]
    for process in both:
        finish(process)
    with course.gradebook() as gradebook:
        for student in students:
            grades = gradebook.find_submission(ASSIGNMENT, student).notebooks[0].grades
            by_name = {grade.name: grade for grade in grades}
            assert by_name[REFLECTION].manual_score == 3.0
            assert by_name["audit"].extra_credit == 0.25
            assert gradebook.find_student(student).email == f"{student}@example.org"


@pytest.mark.grading
def test_two_autograders_and_a_person_at_once(repo_root, needs_isolation, tmp_path):
    folder = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    course = Course(folder)
    course.build(ASSIGNMENT)
    make_submissions(folder, ASSIGNMENT, ASSIGNMENT)
    students = ["ada", "ben", "chloe"]
    for student in students[:2]:
        assert course.grade(ASSIGNMENT, student) == ""
    with course.gradebook() as gradebook:
        expected = {student: scores(gradebook, student) for student in students[:2]}
    front = ["-m", "nbgrader", "autograde", ASSIGNMENT, "--force", "--student"]
    url = course.api.coursedir.db_url
    by_hand = BY_HAND.replace('"reflection"', '"recon-reflection"')
    running = [
        start(folder, *front, "ada"),
        start(folder, *front, "ben"),
        start(folder, "-c", by_hand, url, "person", "ada", "ben"),
        start(folder, "-m", "hvutils", "grade", ASSIGNMENT, "--student", "chloe"),
    ]
    for process in running:
        finish(process)
    with course.gradebook() as gradebook:
        for student in students[:2]:
            found = scores(gradebook, student)
            assert found["recon-reflection"][1] == 3.0
            for name, (automatic, _) in expected[student].items():
                assert found[name][0] == automatic
        assert scores(gradebook, "chloe")["audit"][0] is not None


def scores(gradebook, student: str) -> dict[str, tuple]:
    grades = gradebook.find_submission(ASSIGNMENT, student).notebooks[0].grades
    return {grade.name: (grade.auto_score, grade.manual_score) for grade in grades}


ROSTER = 'Student,ID,SIS Login ID,Section\n"New, Eva",99,eva,A\n'


@pytest.mark.parametrize(
    "words",
    [
        ("report", ASSIGNMENT),
        ("roster", "ROSTER", "--apply"),
        ("extend", "s001", ASSIGNMENT, "2027-01-01"),
    ],
    ids=["report", "roster", "extend"],
)
def test_a_locked_gradebook_is_one_sentence_and_nothing_changes(simulated, tmp_path, capfd, words):
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER)
    words = tuple(str(roster) if word == "ROSTER" else word for word in words)
    path = simulated / "gradebook.db"
    before = path.read_bytes()
    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        code = main(["course", *words, "--course", str(simulated)])
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    error = capfd.readouterr().err
    assert code == 2
    assert "is locked by another program" in error and len(error.splitlines()) == 1
    assert path.read_bytes() == before
    assert not (simulated / "extensions.toml").exists()


def test_a_gradebook_that_is_no_database_is_one_sentence(repo_root, tmp_path, capfd):
    folder = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    (folder / "gradebook.db").write_text("this is no database" * 100)
    assert main(["course", "report", ASSIGNMENT, "--course", str(folder)]) == 2
    error = capfd.readouterr().err
    assert "restore it from a backup" in error and len(error.splitlines()) == 1
