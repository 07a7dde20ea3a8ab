"""``hv grade`` and ``nbgrader autograde`` give the same marks, to the last item, and files."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from hvutils.grading.course.course import Course

from ..conftest import ASSIGNMENT
from .conftest import hv_grade, nbgrader
from .gradebooks import files, rows

pytestmark = pytest.mark.grading


def make_late(course: Path) -> None:
    """Make ada and ben a day late, and give ben an extension; marks by hand for three students."""
    url = f"sqlite:///{course / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=datetime(2026, 2, 28, 12))
        for student in ("ben", "chloe", "dev"):
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission(ASSIGNMENT, student)
        gradebook.grant_extension(ASSIGNMENT, "ben", days=3)
        grade = gradebook.find_grade("audit", ASSIGNMENT, ASSIGNMENT, "chloe")
        grade.manual_score, grade.extra_credit = 7.5, 0.1
        grade = gradebook.find_grade("recon-reflection", ASSIGNMENT, ASSIGNMENT, "dev")
        grade.manual_score = 3.0
        comment = gradebook.find_comment("recon-reflection", ASSIGNMENT, ASSIGNMENT, "dev")
        comment.manual_comment = "Say why."
        gradebook.db.commit()
    for student in ("eva", "finn"):
        stamp = course / "submitted" / student / ASSIGNMENT / "timestamp.txt"
        stamp.write_text("2026-02-27 12:00:00.000000 UTC")
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("c.LatePenalty.share_a_day = 0.1\n")


@pytest.fixture(scope="module")
def both(handed_in: Path, tmp_path_factory) -> tuple[Path, Path]:
    """The class graded by nbgrader's commands, and by ours."""
    top = tmp_path_factory.mktemp("both")
    theirs = shutil.copytree(handed_in, top / "theirs")
    make_late(theirs)
    ours = shutil.copytree(theirs, top / "ours")
    nbgrader(theirs, "autograde", ASSIGNMENT)
    nbgrader(theirs, "generate_feedback", ASSIGNMENT)
    run = hv_grade(ours)
    assert run.returncode == 0, run.stderr
    return theirs, ours


def test_every_row_of_the_gradebook_is_the_same(both):
    theirs, ours = (rows(course) for course in both)
    assert len(theirs["grades"]) >= 24
    assert ours == theirs
    penalties = {row[0]: row[3] for row in ours["submissions"]}
    assert penalties["ada"] == 2.6
    assert penalties["ben"] is None
    assert penalties["chloe"] > 0.75


def test_marks_and_comments_by_hand_stay_and_are_looked_at_again(both):
    _, ours = both
    grades = {(row[0], row[2]): row[3:] for row in rows(ours)["grades"]}
    assert grades["chloe", "audit"] == (4.0, 7.5, 0.1, 1)
    assert grades["dev", "recon-reflection"][1:] == (3.0, None, 1)


def test_the_autograded_notebooks_are_the_same(both):
    theirs, ours = (files(course / "autograded") for course in both)
    assert "ada/recon/recon.ipynb" in theirs
    assert "ada/recon/notes.csv" in theirs
    assert ours == theirs


def test_the_feedback_is_the_same(both):
    theirs, ours = (files(course / "feedback") for course in both)
    assert "ada/recon/recon.html" in theirs
    assert ours == theirs


def test_the_formgraders_button_gives_the_same(both):
    """It calls nbgrader's Python interface, for one student at a time."""
    theirs, ours = both
    before = rows(ours)
    assert Course(ours).grade(ASSIGNMENT, "chloe") == ""
    assert rows(ours) == before
    assert files(ours / "autograded") == files(theirs / "autograded")
