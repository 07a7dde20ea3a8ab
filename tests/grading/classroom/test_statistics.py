"""The figures of the class report, against classes small enough to check by hand."""

from __future__ import annotations

import pytest

from hvutils.grading.classroom.alike import alike
from hvutils.grading.classroom.answers import ANOTHER, SILENT, confusion, wrong_answers
from hvutils.grading.classroom.changes import changes
from hvutils.grading.classroom.help import needs_help
from hvutils.grading.classroom.items import item_statistics, questions_by_id
from hvutils.grading.classroom.standing import ClassResults, Standing
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.record import GradedItem, GradedRecord


def item(question: str, points: float, given: str = "x", **more) -> GradedItem:
    outcome = Outcome.RIGHT if points == 1 else Outcome.MISSING if not given else Outcome.WRONG
    return GradedItem(question, given, outcome, points, 1.0, question=question, **more)


def student(number: int, *items: GradedItem, **more) -> Standing:
    points = sum(found.points for found in items)
    of = sum(found.of for found in items)
    return Standing(
        f"s{number:02}", points=points, items=items, marked=points, marked_of=of, **more
    )


def test_difficulty_and_discrimination_by_hand():
    # Ten students; "tells" is right for exactly the five who do well on all else.
    rows = [
        student(n, item("tells", float(n >= 5)), item("b", float(n >= 5)), item("c", float(n >= 2)))
        for n in range(10)
    ]
    found = {row.item.question: row for row in item_statistics(rows)}
    tells = found["tells"]
    assert tells.shares[Outcome.RIGHT] == 0.5 and tells.mean == 0.5
    # The rest is 0, 0, .5, .5, .5, 1, 1, 1, 1, 1: mean .65, variance .1525, covariance .175.
    assert tells.correlation == pytest.approx(0.175 / (0.5 * 0.1525**0.5))
    assert tells.index == 1.0


def test_an_item_that_all_get_right_discriminates_nobody():
    rows = [student(n, item("all", 1.0), item("b", float(n % 2))) for n in range(12)]
    found = {row.item.question: row for row in item_statistics(rows)}["all"]
    assert (found.mean, found.correlation, found.index) == (1.0, None, 0.0)


def test_few_answers_state_no_discrimination():
    found = item_statistics([student(n, item("a", float(n % 2))) for n in range(9)])[0]
    assert found.answers == 9
    assert found.correlation is None and found.index is None


def test_a_question_counts_once_with_all_its_items():
    def table(n: int, *points: float) -> Standing:
        return student(
            n,
            *(
                item("audit", found, aspect="role", subject=f"{n}{k}")
                for k, found in enumerate(points)
            ),
        )

    found = item_statistics([table(1, 1.0, 1.0), table(2, 1.0, 0.0)], questions_by_id)
    (row,) = found
    assert (str(row.item), row.answers, row.mean) == ("audit: role", 2, 0.75)
    assert (row.shares[Outcome.RIGHT], row.shares[Outcome.PARTLY]) == (0.5, 0.5)


def test_the_same_server_counts_as_one_item_whatever_a_set_calls_it():
    rows = [
        Standing(
            f"s{n}",
            items=(
                GradedItem(
                    *(f"host{n} · platform", "kvm", Outcome.WRONG, 0.0, 1.0),
                    question="audit",
                    misconception="why",
                    truth="xen",
                    subject="elder",
                    aspect="platform",
                ),
            ),
        )
        for n in range(3)
    ]
    assert [str(row.item) for row in item_statistics(rows)] == ["audit: elder · platform"]
    (wrong,) = wrong_answers(rows)
    assert (wrong.given, wrong.truth, wrong.misconception) == ("kvm", "xen", "why")
    assert wrong.students == ("s0", "s1", "s2")


def test_the_confusion_matrix_counts_what_was_said():
    def said(n: int, truth: str, given: str, points: float) -> Standing:
        return student(n, item("audit", points, given, truth=truth, aspect="platform"))

    found = confusion(
        [
            said(1, "kvm", "kvm", 1.0),
            said(2, "kvm", "qemu", 1.0),  # the key accepts it
            said(3, "kvm", "xen", 0.0),
            said(4, "xen", "xne", 0.0),
            said(5, "xen", "", 0.0),
        ]
    )
    assert found.truths == ("kvm", "xen")
    assert found.answers == ("kvm", "xen", ANOTHER, SILENT)
    assert found.counts == ((2, 1, 0, 0), (0, 0, 1, 1))


def test_who_needs_help_follows_the_stated_rules():
    same = {"misconception": "vmx is a sign of a guest"}
    rows = (
        student(1, *(item(f"q{n}", 1.0) for n in range(4))),
        student(2, *(item(f"q{n}", float(n == 0)) for n in range(4))),
        student(3, *(item(f"q{n}", float(n < 4), "" if n >= 4 else "x") for n in range(6))),
        student(4, *(item(f"q{n}", float(n > 2), **({} if n > 2 else same)) for n in range(8))),
        Standing("s05", problem="has not submitted"),
        student(6, *(item(f"q{n}", 0.0, "") for n in range(4)), held="another set"),
    )
    found = {
        need.standing.student: need.reasons
        for need in needs_help(ClassResults("a", 8.0, None, rows))
    }
    assert found == {
        "s02": ("1 of the 4 points that are marked",),
        "s03": ("2 of 6 items not answered",),
        "s04": ("3 times: vmx is a sign of a guest",),
        "s05": ("has not submitted",),
    }


def test_a_pair_that_shares_rare_wrong_answers_is_listed_and_common_ones_are_not():
    rows = []
    for n in range(40):
        common = item("common", 0.0, "a common slip")
        own = [item(f"q{k}", 0.0, "rare" if n < 2 else f"own {n}") for k in range(6)]
        rows.append(student(n, common, *own))
    assert [pair.students for pair in alike(rows)] == [("s00", "s01")]
    assert all(row.given == "rare" for row in alike(rows)[0].coincidences)


def test_a_function_without_a_body_makes_no_pair_however_often_it_is_called():
    rows = []
    for n in range(40):
        said = "returned nothing (None)" if n < 2 else "returned a number"
        calls = [
            GradedItem(f"f(call {k})", said, Outcome.WRONG, 0.0, 1.0, question="f")
            for k in range(6)
        ]
        rows.append(student(n, *calls))
    assert alike(rows) == ()


def test_answers_behind_which_a_misconception_stands_make_no_pair():
    rows = [
        student(
            n,
            *(
                item(f"q{k}", 0.0, "rare" if n < 2 else f"own {n}", misconception="m")
                for k in range(6)
            ),
        )
        for n in range(40)
    ]
    assert alike(rows) == ()


def test_in_the_simulated_class_only_the_pair_that_copied_is_listed(results):
    pairs = alike([row for row in results.graded if row.items])
    assert [pair.students for pair in pairs] == [("s000", "s001")]


def test_what_a_corrected_key_changed_compares_one_submission_only():
    def record(name: str, submitted: str, version: str, points: float) -> GradedRecord:
        return GradedRecord(name, submitted, "", version, items=(item("a", points),))

    found = changes(
        [
            record("ada", "monday", "old", 0.0),
            record("ben", "monday", "old", 0.0),
            record("eva", "monday", "old", 1.0),
            record("ada", "monday", "new", 1.0),
            record("ben", "tuesday", "new", 1.0),  # handed in again: not the key's doing
            record("eva", "monday", "new", 1.0),  # the new key says the same
        ]
    )
    assert [(row.student, row.before, row.after) for row in found] == [("ada", 0.0, 1.0)]
    assert found[0].items[0].item == "a"
