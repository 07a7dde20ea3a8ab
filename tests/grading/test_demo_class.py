"""A real nbgrader grades the demo class: who gets what, and who is told what."""

from __future__ import annotations

import html

import pytest

from hvutils.grading.keys.kinds import TableKey

pytestmark = pytest.mark.grading

AUTOMATIC = 16.0


def automatic(graded, student: str) -> float:
    return sum(score or 0 for score, _ in graded.grades(student).values())


def test_the_perfect_student_gets_every_automatic_point_and_waits_for_the_reflection(graded):
    assert graded.problems["ada"] == ""
    assert automatic(graded, "ada") == AUTOMATIC
    assert graded.scores["ada"].of == 20
    assert graded.scores["ada"].waits
    assert not graded.scores["eva"].waits


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
    assert [name for name, why in graded.problems.items() if why] == ["gita", "zoe"]


def test_the_feedback_names_the_line_that_decides(graded):
    page = html.unescape(graded.feedback("ben"))
    assert "not right" in page
    audit = graded.key("ben").questions["audit"]
    assert isinstance(audit, TableKey)
    for truth in audit.truths:
        assert truth.line(truth.best) in page
        column, value = next(iter(truth.misread))
        assert any(says in page for (c, _), says in truth.misread.items() if c == column), value
    assert "Stronger: " in page
    assert "you said" in page


def test_no_kernel_of_a_submission_outlives_the_grading(graded):
    import psutil

    # bubblewrap, its child, and the warm process that kernels were forked from.
    for process in psutil.Process().children():
        if process.name() == "bwrap":
            names = [child.name() for child in process.children(recursive=True)]
            assert [name[:6] for name in names] == ["bwrap", "python"]
