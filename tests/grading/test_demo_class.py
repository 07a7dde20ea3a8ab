"""A real nbgrader grades the demo class: who gets what, and who is told what."""

from __future__ import annotations

import html

import pytest

from hvutils.grading.course.demo import STUDENTS
from hvutils.grading.keys.aliases import save_alias
from hvutils.grading.keys.kinds import TableKey
from hvutils.grading.marking.record import latest, read_records, record_path

pytestmark = pytest.mark.grading

AUTOMATIC = 26.0


def automatic(graded, student: str) -> float:
    return sum(score or 0 for score, _ in graded.grades(student).values())


def test_the_perfect_student_gets_every_automatic_point_and_waits_for_the_reflection(graded):
    assert graded.problems["ada"] == ""
    assert automatic(graded, "ada") == AUTOMATIC
    assert graded.scores["ada"].of == 30
    assert graded.scores["ada"].waits
    assert not graded.scores["eva"].waits


# What each must get of the 26 points that are marked automatically: a choice of 1, functions of 3
# and 4, a table of 12 with a point for each of three servers in each of four columns, and one of 6
# with half a point for each in four others.
MUST_GET = {
    "ada": 26,
    "ben": 7,  # the functions only
    "chloe": 6,  # one server
    "dev": 14.5,  # the choice, and all columns but one of each table
    "eva": 0,
    "finn": 7,
    "hana": 23,  # one column less, and so on
    "ivan": 23,
    "june": 23,
    "kofi": 23,
    "lena": 12.5,  # the choice, the functions and the lines
    "mike": 8,  # the tables are held
    "nina": 26,  # all is put back
    "omar": 26,
    "quin": 7,  # as ben
    "saul": 22,  # what was handed in before
    "tess": 26,
}


def test_each_gets_what_they_must_get(graded):
    made_up = {student.name for student in STUDENTS if student.hands_in_notebook}
    honest = {student.name for student in STUDENTS if student.name in MUST_GET}
    assert honest == MUST_GET.keys() <= made_up
    assert {name: automatic(graded, name) for name in MUST_GET} == MUST_GET


def test_work_under_another_name_is_held_and_marked_once_the_name_is_confirmed(graded):
    assert graded.grades("mike")["audit"][0] is None
    assert graded.scores["mike"].waits
    page = html.unescape(graded.feedback("mike"))
    assert "held, of 12 points" in page
    assert "hv course alias mike OTHER-NAME" in page
    assert "'audit' is held" in graded.scores["mike"].held
    record = latest(read_records(record_path(graded.course.root, "recon")))["mike"]
    assert "'audit' is held" in record.held
    save_alias(graded.course.root, "mike", "miguel")
    try:
        assert graded.course.grade("recon", "mike") == ""
        assert automatic(graded, "mike") == AUTOMATIC
        # The reflection waits; the table no longer does.
        assert graded.grades("mike")["audit"][0] == 12
    finally:
        save_alias(graded.course.root, "mike", "mike")


def test_partial_credit_is_given_item_by_item(graded):
    assert graded.grades("chloe")["audit"] == (4.0, 12.0)
    assert 0 < automatic(graded, "ben") < AUTOMATIC
    assert 0 < graded.grades("dev")["audit"][0] < 12


def test_an_untouched_notebook_gets_nothing(graded):
    assert automatic(graded, "eva") == 0


def test_patching_the_kernel_changes_no_mark(graded):
    """The first cell patches hvutils, IPython's run_cell and builtins."""
    assert graded.problems["finn"] == ""
    assert graded.grades("finn") == graded.grades("ben")


def test_a_missing_or_broken_notebook_is_named_and_the_others_go_on(graded):
    assert "the notebook is missing" in graded.problems["gita"]
    assert graded.problems["zoe"] == (
        "recon.ipynb is no notebook, for it is not JSON: ask for it again"
    )
    assert graded.problems["pia"] == graded.problems["zoe"]
    assert "'recon.ipynb' is a link" in graded.problems["rosa"]
    named = [name for name, why in graded.problems.items() if why]
    assert named == ["gita", "pia", "rosa", "zoe"]


def test_what_was_mended_or_went_wrong_stands_in_the_record(graded):
    records = latest(read_records(record_path(graded.course.root, "recon")))
    assert "the cell 'empty-grep' was missing, and was put back" in records["nina"].incidents
    assert any("had lost its metadata" in said for said in records["omar"].incidents)
    assert any("skip-execution" in said for said in records["quin"].incidents)
    assert any("ended its kernel" in said for said in records["saul"].incidents)
    assert "is a link" in records["rosa"].problem
    assert "<script>document" not in graded.feedback("tess")


def test_the_feedback_names_the_line_that_decides(graded):
    page = html.unescape(graded.feedback("ben"))
    assert "not right" in page
    audit = graded.key("ben").questions["audit"]
    assert isinstance(audit, TableKey)
    for truth in audit.truths:
        # Of a line of a hundred flags the page shows the beginning, and what matters.
        place, text = truth.line(truth.best).split("  ", 1)
        assert f"{place}  {text.split(' ')[0]}" in page
        column, value = next(iter(truth.misread))
        assert any(says in page for (c, _), says in truth.misread.items() if c == column), value
    assert "Stronger: " in page
    assert "you said" in page


def test_no_kernel_of_a_submission_outlives_the_grading(graded):
    import psutil

    # bubblewrap, and the warm process that kernels were forked from.
    for process in psutil.Process().children():
        if process.name() == "bwrap":
            names = [child.name() for child in process.children(recursive=True)]
            assert [name[:6] for name in names] == ["python"]
