"""Late work: penalties, extensions and extra credit, through nbgrader's own mechanisms."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from hvutils.cli import main
from hvutils.errors import KeyFileError
from hvutils.grading.course.course import Course
from hvutils.grading.course.demo import make_submissions
from hvutils.grading.plugins import ApplyExtensions, LatePenalty
from hvutils.grading.plugins.extensions import FILE, extended, parse_date, set_extension
from hvutils.grading.plugins.late import settle_lateness

from ..conftest import ASSIGNMENT, lay_out_course

DUE = datetime(2026, 11, 20, 22, 0)
HOUR = 60 * 60
DAY = 24 * HOUR


def penalty(score: float, seconds: float, **settings: float) -> float | None:
    plugin = LatePenalty(config=Config(LatePenalty=settings))
    return plugin.late_submission_penalty("ada", score, seconds)


@pytest.mark.parametrize(
    ("settings", "seconds", "expected"),
    [
        ({}, 10 * DAY, None),
        ({"points_a_day": 2.0}, 1, 2.0),
        ({"points_a_day": 2.0}, DAY, 2.0),
        ({"points_a_day": 2.0}, DAY + 1, 4.0),
        ({"share_a_day": 0.1}, 3 * DAY, 3.0),
        ({"points_a_day": 1.0, "share_a_day": 0.1}, HOUR, 2.0),
        ({"points_a_day": 2.0, "grace_minutes": 15}, 15 * 60, None),
        ({"points_a_day": 2.0, "grace_minutes": 15}, 15 * 60 + 1, 2.0),
        ({"points_a_day": 4.0, "cap": 0.5}, 9 * DAY, 5.0),
        ({"points_a_day": 99.0}, DAY, 10.0),
    ],
)
def test_what_lateness_costs_of_ten_points(settings, seconds, expected):
    assert penalty(10.0, seconds, **settings) == expected


@given(
    score=st.floats(0, 1000),
    seconds=st.floats(0, 1e9),
    points=st.floats(0, 100),
    share=st.floats(0, 1),
    cap=st.floats(0, 1),
)
def test_a_penalty_is_never_more_than_was_earned(score, seconds, points, share, cap):
    found = penalty(score, seconds, points_a_day=points, share_a_day=share, cap=cap) or 0.0
    assert 0.0 <= found <= score * cap + 1e-4


def test_settings_that_make_no_sense_are_refused():
    from traitlets import TraitError

    with pytest.raises(TraitError):
        LatePenalty(share_a_day=1.5)


@pytest.fixture
def course(repo_root, tmp_path) -> Course:
    """A course whose only student, ada, handed in 30 hours late and has 10 points."""
    folder = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    settings = "c.LatePenalty.points_a_day = 2\n"
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write(settings)
    course = Course(folder)
    with course.gradebook(make=True) as gradebook:
        gradebook.add_assignment(ASSIGNMENT, duedate=DUE)
        gradebook.add_notebook(ASSIGNMENT, ASSIGNMENT)
        gradebook.add_grade_cell("audit", ASSIGNMENT, ASSIGNMENT, max_score=12, cell_type="code")
        gradebook.add_student("ada")
        found = gradebook.add_submission(ASSIGNMENT, "ada", timestamp=DUE + timedelta(hours=30))
        found.notebooks[0].grades[0].auto_score = 10.0
        gradebook.db.commit()
    return course


def stock(course: Course) -> float:
    """Work the penalty out with nbgrader's own preprocessor, as autograding does."""
    names = {
        "notebook": ASSIGNMENT,
        "assignment": ASSIGNMENT,
        "student": "ada",
        "db_url": course.api.coursedir.db_url,
    }
    with course.gradebook():
        for preprocessor in (ApplyExtensions, AssignLatePenalties):
            made = preprocessor(config=course.config)
            made.preprocess(new_notebook(), {"nbgrader": names})
    with course.gradebook() as gradebook:
        return gradebook.find_submission(ASSIGNMENT, "ada").late_submission_penalty


def settled(course: Course) -> float | None:
    with course.gradebook() as gradebook:
        found = settle_lateness(gradebook, course.config, course.root, ASSIGNMENT, "ada")
        gradebook.db.commit()
        assert gradebook.find_submission(ASSIGNMENT, "ada").late_submission_penalty == found
    return found


def test_stock_and_ours_take_the_same_and_the_report_counts_it(course):
    assert stock(course) == settled(course) == 4.0
    assert [score.points for score in course.scores(ASSIGNMENT)] == [6.0]


@pytest.mark.parametrize("hours", [1, 12, 29, 30, 31, 100])
def test_an_extension_counts_from_the_students_own_due_date(course, hours):
    set_extension(course.root, ASSIGNMENT, "ada", DUE + timedelta(hours=hours))
    expected = 4.0 if hours < 6 else 2.0 if hours < 30 else 0.0
    assert stock(course) == settled(course) == expected


def test_a_penalty_ends_when_the_reason_for_it_does(course):
    """Jupyter/nbgrader issue 723."""
    assert stock(course) == 4.0
    with course.gradebook(make=True) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE + timedelta(days=5))
    assert stock(course) == settled(course) == 0.0


def test_extra_credit_counts_and_a_penalty_may_take_it(course):
    with course.gradebook() as gradebook:
        grade = gradebook.find_submission(ASSIGNMENT, "ada").notebooks[0].grades[0]
        grade.manual_score, grade.extra_credit = 12.0, 3.0
        gradebook.db.commit()
    assert stock(course) == settled(course) == 4.0
    assert [(score.points, score.of) for score in course.scores(ASSIGNMENT)] == [(11.0, 12.0)]


def test_without_a_due_date_nothing_is_late_even_with_an_extension(course):
    with course.gradebook(make=True) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=None)
        gradebook.find_submission(ASSIGNMENT, "ada").extension = timedelta(days=1)
        gradebook.db.commit()
    assert settled(course) == 0.0


def test_marks_by_hand_count_when_penalties_are_settled(course, capsys):
    with course.gradebook() as gradebook:
        grade = gradebook.find_submission(ASSIGNMENT, "ada").notebooks[0].grades[0]
        grade.auto_score, grade.needs_manual_grade = 1.0, True
        gradebook.db.commit()
    assert stock(course) == 1.0  # all that was earned so far
    with course.gradebook() as gradebook:
        grade = gradebook.find_submission(ASSIGNMENT, "ada").notebooks[0].grades[0]
        grade.manual_score, grade.needs_manual_grade = 12.0, False
        gradebook.db.commit()
    words = ["course", "penalties", ASSIGNMENT, "--course", str(course.root)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "ada: 1 before, 4 now" in said and "penalties changed: 1" in said
    assert main(words) == 0
    assert "penalties changed: 0" in capsys.readouterr().out
    assert [score.points for score in course.scores(ASSIGNMENT)] == [8.0]


def extend(course: Course, *words: str) -> int:
    return main(["course", "extend", *words, "--course", str(course.root)])


def test_the_command_writes_the_extension_and_says_what_it_changed(course, capsys):
    stock(course)
    assert extend(course, "ada", ASSIGNMENT, "2026-11-30") == 0
    said = capsys.readouterr().out
    assert "until 2026-11-30 23:59 UTC" in said
    assert "4 before, 0 now" in said
    assert '"ada" = 2026-11-30T23:59:59Z' in (course.root / FILE).read_text()
    assert extend(course, "ada", ASSIGNMENT, "none") == 0
    assert "0 before, 4 now" in capsys.readouterr().out
    assert extended(course.root, ASSIGNMENT, "ada") is None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("eva", ASSIGNMENT, "2026-12-01"), "no student 'eva'"),
        (("ada", "nope", "2026-12-01"), "no assignment 'nope' in source"),
        (("ada", ASSIGNMENT, "soon"), "'soon' is no date"),
        (("ada", ASSIGNMENT, "2026-11-20 21:00"), "is no later"),
    ],
)
def test_a_wrong_extension_is_named_and_nothing_is_written(course, capsys, words, reason):
    assert extend(course, *words) == 2
    error = capsys.readouterr().err
    assert reason in error and len(error.splitlines()) == 1
    assert not (course.root / FILE).exists()


def test_a_change_keeps_what_others_wrote(tmp_path):
    mine = (
        "# agreed with the office\n[recon]\nben = 2026-12-01T10:00:00+01:00  # ill\n"
        "'c d' = 2026-12-03\n\n[capstone]\nada = 2027-01-01T00:00:00Z\n"
    )
    (tmp_path / FILE).write_text(mine)
    set_extension(tmp_path, "recon", "ada", datetime(2026, 12, 2))
    set_extension(tmp_path, "new", "ada", datetime(2026, 12, 2))
    text = (tmp_path / FILE).read_text()
    assert "# agreed with the office" in text and "# ill" in text
    assert extended(tmp_path, "recon", "ben") == datetime(2026, 12, 1, 9)
    assert extended(tmp_path, "recon", "c d") == datetime(2026, 12, 3, 23, 59, 59)
    assert extended(tmp_path, "recon", "ada") == extended(tmp_path, "new", "ada")
    assert extended(tmp_path, "capstone", "ada") == datetime(2027, 1, 1)
    set_extension(tmp_path, "recon", "ada", None)
    set_extension(tmp_path, "new", "ada", None)
    assert extended(tmp_path, "recon", "ada") is None
    assert (tmp_path / FILE).read_text().startswith(mine.rstrip("\n"))


names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)


@given(st.lists(st.tuples(names, names), max_size=5))
def test_any_name_of_a_student_comes_back(tmp_path_factory, pairs):
    folder = tmp_path_factory.mktemp("extensions")
    for assignment, student in pairs:
        set_extension(folder, assignment, student, datetime(2026, 12, 2))
    for assignment, student in pairs:
        assert extended(folder, assignment, student) == datetime(2026, 12, 2)


@pytest.mark.parametrize(
    "text", ["recon = 1", "[recon", "ada = 2026-01-01", "[recon]\nada = 'soon'"]
)
def test_a_file_that_says_something_else_is_named(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(KeyFileError, match=FILE):
        extended(tmp_path, "recon", "ada")


def test_dates_of_the_command_line():
    assert parse_date("2026-12-01") == datetime(2026, 12, 1, 23, 59, 59)
    assert parse_date("2026-12-01 18:00 +0100") == datetime(2026, 12, 1, 17)
    assert parse_date("2026-12-01T18:00") == parse_date("2026-12-01 18:00 UTC")
    assert parse_date("2026-12-01T18:00") == datetime(2026, 12, 1, 18)


@pytest.mark.grading
def test_autograding_takes_the_penalty_and_keeps_what_a_person_did(
    repo_root, tmp_path, needs_isolation
):
    folder = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write("c.LatePenalty.points_a_day = 1\n")
    course = Course(folder)
    course.build(ASSIGNMENT)
    make_submissions(folder, ASSIGNMENT, ASSIGNMENT)
    with course.gradebook(make=True) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    stamp = folder / "submitted" / "ada" / ASSIGNMENT / "timestamp.txt"
    stamp.write_text(f"{DUE + timedelta(hours=30)} UTC")
    autograde(folder)
    first = marks(course)
    assert first["penalty"] == 2.0
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        for grade in submission.notebooks[0].grades:
            if grade.auto_score is None:
                grade.manual_score, grade.needs_manual_grade = 3.0, False
            else:
                grade.extra_credit = 0.5
        for comment in submission.notebooks[0].comments:
            comment.manual_comment = "seen"
        gradebook.db.commit()
    set_extension(folder, ASSIGNMENT, "ada", DUE + timedelta(days=3))
    autograde(folder)
    second = marks(course)
    assert second["penalty"] == 0.0
    assert second["comments"] == {"seen"}
    by_hand = sum(value == 3.0 for value in second["manual"])
    assert by_hand == first["waiting"] and second["extra"] == 0.5 * first["automatic"]


def autograde(folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT, "--student", "ada", "--force"],
        cwd=folder,
        env={
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "JUPYTER_CONFIG_DIR": str(folder),
        },
        check=True,
        capture_output=True,
        timeout=120,
    )


def marks(course: Course) -> dict:
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        grades = submission.notebooks[0].grades
        return {
            "penalty": submission.late_submission_penalty,
            "manual": [grade.manual_score for grade in grades],
            "waiting": sum(grade.auto_score is None for grade in grades),
            "automatic": sum(grade.auto_score is not None for grade in grades),
            "extra": sum(grade.extra_credit or 0.0 for grade in grades),
            "comments": {comment.manual_comment for comment in submission.notebooks[0].comments},
        }


@pytest.mark.grading
def test_hv_grade_takes_the_same_penalty_and_the_same_extension(
    repo_root, tmp_path, needs_isolation
):
    folder = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write("c.LatePenalty.points_a_day = 1\n")
    course = Course(folder)
    course.build(ASSIGNMENT)
    make_submissions(folder, ASSIGNMENT, ASSIGNMENT)
    with course.gradebook(make=True) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    stamp = folder / "submitted" / "ada" / ASSIGNMENT / "timestamp.txt"
    stamp.write_text(f"{DUE + timedelta(hours=30)} UTC")
    for until, expected in ((None, 2.0), (timedelta(hours=20), 1.0), (timedelta(hours=30), 0.0)):
        set_extension(folder, ASSIGNMENT, "ada", DUE + until if until else None)
        words = ["grade", ASSIGNMENT, "--student", "ada", "--course", str(folder), "--force"]
        assert main([*words, "--workers", "1"]) == 0
        assert marks(course)["penalty"] == expected


def test_the_release_carries_the_due_date_and_a_later_one_replaces_it(repo_root, tmp_path):
    course = Course(lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange"))
    released = course.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    course.build(ASSIGNMENT)
    assert "hypervisors_due" not in released.read_text()
    for due in (DUE, DUE + timedelta(days=1)):
        with course.gradebook(make=True) as gradebook:
            gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due)
        course.build(ASSIGNMENT)
        assert f'"hypervisors_due": "{due:%Y-%m-%dT%H:%M:%SZ}"' in released.read_text()
