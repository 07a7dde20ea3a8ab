"""Every kind of question: what an answer earns, and what it is told."""

from __future__ import annotations

import json
import re

import pytest

from hvutils.grading.keys.kinds import KINDS
from hvutils.grading.marking.marking import mark
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.outputs import feedback_outputs
from tests.grading.marking.examples import EXAMPLES


def test_the_documentation_has_an_example_of_every_kind(questions) -> None:
    assert questions.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_sample_answer_gets_what_the_key_says(questions, kind) -> None:
    question = questions[kind]
    samples = list(question.samples())
    assert any(sample.earns == 0 for sample in samples)
    for sample in samples:
        got = mark("q", question, sample.value, sample.returned)
        assert got.points == pytest.approx(sample.earns, abs=1e-3), sample.says
    if kind != "table":
        best = max(sample.earns for sample in samples)
        assert best == question.points


@pytest.mark.parametrize(
    "form", ["ROOT  PARTITION", " root\u00a0partition\n", "ｒｏｏｔ partition"]
)
def test_case_blanks_and_compatible_forms_do_not_count(questions, form) -> None:
    assert mark("q", questions["text"], form).points == 1


@pytest.mark.parametrize(
    ("value", "points"),
    [
        (8191, 2),
        (8190, 2),
        (8192.0, 2),
        (8150, 1),
        (7850, 1),
        (7000, 0),
        (8, 0),
        (True, 0),
        ("8191", 0),
    ],
)
def test_a_number_counts_within_its_tolerance(questions, value, points) -> None:
    assert mark("q", questions["number"], value).points == points


@pytest.mark.parametrize(
    ("kind", "value", "shown", "words"),
    [
        ("choice", ["nothing either way"], "['nothing either way']", "A list is no answer here"),
        ("choices", "DMI", "DMI", "The answer is no list: give a list of the options that hold"),
        ("mapping", ["VMware", "Xen"], "['VMware', 'Xen']", "The answer is no dictionary"),
        ("mapping", {"00:0c:29": 7}, "7", "A number is no answer here: give a word for each"),
        ("number", "8191", "8191", "give a number in MB"),
        ("text", 42, "42", "A number is no answer here: give a short text"),
        ("evidence", [7], "7", "There is no such line. This one shows it."),
        ("evidence", ["lscpu.txt:900"], "lscpu.txt:900", "There is no such line."),
        ("evidence", ["lscpu.txt:3"], "lscpu.txt:3", "That line does not show it."),
        ("table", "vmware", "vmware", "The answer is no dictionary"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_repeated_and_told_the_right_one(
    questions, kind, value, shown, words
) -> None:
    got = mark("q", questions[kind], value)
    page = feedback_outputs(got, got.of)[0]["data"]["text/plain"]
    assert got.points == 0
    assert shown in page
    assert words in page


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("text", "Stammpartition", "Right is 'root partition'. Microsoft's name."),
        ("number", 7000, "Right is 8191. As the firmware states it."),
        ("mapping", {"00:16:3e": "KVM"}, "Right is 'xen'. Registered to XenSource."),
    ],
)
def test_a_wrong_answer_that_no_key_knows_is_told_the_right_one_and_not_while_others_work(
    questions, kind, value, words
) -> None:
    got = mark("q", questions[kind], value)
    assert words in feedback_outputs(got, got.of)[0]["data"]["text/plain"]
    hints = feedback_outputs(got, got.of, formative=True)[0]["data"]["text/plain"]
    assert "Right is" not in hints


@pytest.mark.parametrize("kind", ["choice", "text", "mapping", "evidence"])
def test_blanks_are_no_answer(questions, kind) -> None:
    blanks = {"mapping": {"00:0c:29": "  "}, "evidence": ["  "]}
    got = mark("q", questions[kind], blanks.get(kind, " \u2003"))
    assert {item.outcome for item in got.items} == {Outcome.MISSING}


def test_a_known_wrong_answer_is_told_its_misconception(questions) -> None:
    (item,) = mark("q", questions["number"], 8).items
    assert (item.misconception, item.outcome) == ("That is in GB.", Outcome.WRONG)
    (item,) = mark("q", questions["text"], "Dom0").items
    assert item.misconception == "That is Xen's name for the same place."


def test_picking_everything_earns_nothing_more_than_it_should(questions) -> None:
    picks = mark("q", questions["choices"], ["DMI", "lspci", "uname", "uname", "UNAME"])
    assert picks.points == 1
    assert mark("q", questions["choices"], ["uname", "DMI"]).points == 0


def test_a_name_that_is_answered_twice_is_not_marked(questions) -> None:
    got = mark("q", questions["mapping"], {"00:0C:29": "VMware", "00:0c:29": "Xen"})
    assert got.points == 0
    assert "Answered twice" in " ".join(got.notes)


def test_the_same_line_counts_once_and_the_feedback_shows_another(questions) -> None:
    line = "systemd_detect_virt.txt:1"
    one, two = mark("q", questions["evidence"], [line, line.upper()]).items
    assert one.points == 1
    assert (two.points, "same line again" in two.feedback) == (0, True)
    (wrong, _) = mark("q", questions["evidence"], ["uname.txt:1"]).items
    assert wrong.line == "systemd_detect_virt.txt:1  qemu"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("table", "function")])
def test_hints_alone_name_nothing_that_the_key_knows_to_be_right(questions, kind) -> None:
    question = questions[kind]
    samples = list(question.samples())
    right = next(sample for sample in samples if sample.earns == question.points)
    page = json.dumps(feedback_outputs(mark("q", question, right.value), 9))
    (text,) = [text for text in EXAMPLES if f'"{kind}"' in text]
    reasons = [says for says in re.findall(r'(?:= |says = )"([^"]+ [^"]+)"', text) if says in page]
    assert reasons, "there is something that must not be said"
    for sample in samples:
        if sample.earns == 0:
            outputs = feedback_outputs(mark("q", question, sample.value), 9, formative=True)
            assert not [says for says in reasons if says in json.dumps(outputs)], sample.says
    if kind == "choices":
        outputs = feedback_outputs(mark("q", question, ["uname"]), 9, formative=True)
        assert "lspci" not in json.dumps(outputs)
