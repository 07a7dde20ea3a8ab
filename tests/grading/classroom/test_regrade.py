"""A corrected key: who changes and by how much, tried first, and what people did stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hvutils.cli import main
from hvutils.grading.course.course import Course
from hvutils.grading.course.demo import make_submissions
from hvutils.grading.marking.record import latest, read_records, record_path

from ..conftest import ASSIGNMENT, lay_out_course

pytestmark = pytest.mark.grading

RIGHT = '"nothing either way"'
WRONG = '"it is bare metal"'


@pytest.fixture(scope="module")
def folder(repo_root, needs_isolation, tmp_path_factory) -> Path:
    """A course in which ada, ben and eva are graded, and ada's essay is marked by hand."""
    folder = tmp_path_factory.mktemp("regrade")
    lay_out_course(repo_root, folder / "course", folder / "exchange")
    folder = folder / "course"
    course = Course(folder)
    course.build(ASSIGNMENT)
    make_submissions(folder, ASSIGNMENT, ASSIGNMENT)
    for student in course.students(ASSIGNMENT):
        if student not in ("ada", "ben", "eva"):
            shutil.rmtree(folder / "submitted" / student)
    assert hv(folder, "grade", ASSIGNMENT) == 0
    with course.gradebook() as gradebook:
        notebook = gradebook.find_submission(ASSIGNMENT, "ada").notebooks[0]
        for grade in notebook.grades:
            if grade.auto_score is None:
                grade.manual_score, grade.needs_manual_grade = 1.5, False
        for comment in notebook.comments:
            comment.manual_comment = "well argued"
        gradebook.db.commit()
    return folder


def hv(folder: Path, *words: str) -> int:
    front = list(words) if words[0] == "grade" else ["course", *words]
    return main([*front, "--course", str(folder)])


def swap(folder: Path) -> None:
    """Correct the key: what was right about the empty grep is wrong, and the other way round."""
    path = folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml"
    text = path.read_text()
    assert RIGHT in text and WRONG in text
    path.write_text(text.replace(RIGHT, "@").replace(WRONG, RIGHT).replace("@", WRONG))


def marks(folder: Path, student: str) -> dict[str, tuple]:
    with Course(folder).gradebook() as gradebook:
        notebook = gradebook.find_submission(ASSIGNMENT, student).notebooks[0]
        return {grade.name: (grade.auto_score, grade.manual_score) for grade in notebook.grades}


def test_the_whole_of_it(folder, capsys):
    assert hv(folder, "regrade", ASSIGNMENT) == 0
    assert "comes from the key as it is now" in capsys.readouterr().out

    swap(folder)
    before = {student: marks(folder, student) for student in ("ada", "ben", "eva")}
    gradebook = (folder / "gradebook.db").read_bytes()
    records = record_path(folder, ASSIGNMENT).read_bytes()
    assert hv(folder, "regrade", ASSIGNMENT, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "nothing is changed yet" in said and "3 graded by version" in said
    rows = {line.split("│")[1].strip(): line for line in said.splitlines() if "│" in line}
    assert "-1" in rows["ada"] and "empty-grep 1->0" in rows["ada"]
    assert "+1" in rows["ben"] and "empty-grep 0->1" in rows["ben"]
    assert "eva" not in rows
    assert (folder / "gradebook.db").read_bytes() == gradebook
    assert record_path(folder, ASSIGNMENT).read_bytes() == records

    assert hv(folder, "regrade", ASSIGNMENT) == 0
    assert "nothing is changed yet" not in capsys.readouterr().out
    after = marks(folder, "ada")
    assert after["empty-grep"] == (0.0, None)
    for name, (automatic, by_hand) in before["ada"].items():
        if name != "empty-grep":
            assert after[name] == (automatic, by_hand)
    assert marks(folder, "ben")["empty-grep"] == (1.0, None)
    assert marks(folder, "eva") == before["eva"]
    with Course(folder).gradebook() as opened:
        comments = opened.find_submission(ASSIGNMENT, "ada").notebooks[0].comments
        assert {comment.manual_comment for comment in comments} == {"well argued"}
    versions = {
        row.key_version for row in latest(read_records(record_path(folder, ASSIGNMENT))).values()
    }
    assert len(versions) == 1

    page = folder / "report.html"
    assert hv(folder, "report", ASSIGNMENT, "--html", str(page)) == 0
    text = page.read_text()
    assert "Automatic points by the key before" in text and "empty-grep: 1 → 0" in text
