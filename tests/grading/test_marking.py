"""What an answer earns, and what its feedback says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils.errors import KeyFileError
from hvutils.grading.keys.key import ChoiceKey, FunctionKey, TableKey, load_key
from hvutils.grading.keys.truth import COLUMNS
from hvutils.grading.marking.marking import mark
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.outputs import feedback_outputs, read_answer, read_returned

WHOLE = load_key(Path(__file__).parents[2] / "source" / "recon" / "recon.key.toml")
KEY = WHOLE.for_student("ada", "recon")
AUDIT = KEY.questions["audit"]
assert isinstance(AUDIT, TableKey)
_AUDIT_OF_ALL = WHOLE.questions["audit"]
assert isinstance(_AUDIT_OF_ALL, TableKey)
POOL = replace(_AUDIT_OF_ALL, column_points=dict.fromkeys(COLUMNS, 1.0))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_an_expert_gets_every_point_and_a_blank_none():
    perfect = {truth.name: truth.expert for truth in AUDIT.truths}
    assert mark("audit", AUDIT, perfect).points == AUDIT.points
    assert mark("audit", AUDIT, None).points == 0
    assert mark("audit", AUDIT, {}).points == 0


@pytest.mark.parametrize("truth", POOL.truths, ids=lambda truth: truth.name)
def test_every_accepted_value_of_every_server_earns_its_point(truth):
    for column, value in truth.accepted:
        row = {**truth.expert, column: value}
        items = mark("audit", POOL, {truth.name: row}).items
        (item,) = [item for item in items if item.item == f"{truth.name} · {column}"]
        assert item.outcome is Outcome.RIGHT


@pytest.mark.parametrize("truth", POOL.truths, ids=lambda truth: truth.name)
def test_every_misconception_is_answered_in_words_of_its_own(truth):
    assert truth.misread, "a server of the pool has a misconception to be answered"
    for (column, value), says in truth.misread.items():
        items = mark("audit", POOL, {truth.name: {column: value}}).items
        (item,) = [item for item in items if item.item == f"{truth.name} · {column}"]
        assert (item.outcome, item.points, item.feedback) == (Outcome.WRONG, 0, says)


def test_a_line_that_does_not_show_it_costs_the_point_and_the_right_one_is_named():
    truth = AUDIT.truths[0]
    row = {**truth.expert, "evidence": "nothing.txt:1"}
    items = mark("audit", AUDIT, {truth.name: row}).items
    (item,) = [item for item in items if item.item == f"{truth.name} · evidence"]
    assert item.outcome is Outcome.WRONG
    assert any(citation in item.feedback for citation, w in truth.weights.items() if w == 1)


def test_weaker_evidence_earns_a_share():
    for truth in AUDIT.truths:
        for citation, weight in truth.weights.items():
            row = {**truth.expert, "evidence": citation}
            items = mark("audit", AUDIT, {truth.name: row}).items
            (item,) = [item for item in items if item.item == f"{truth.name} · evidence"]
            assert item.points == pytest.approx(weight * item.of)


def test_words_are_compared_without_case_and_blanks():
    question = KEY.questions["empty-grep"]
    assert isinstance(question, ChoiceKey)
    (accepted, *_) = question.words.accepted
    assert mark("empty-grep", question, f"  {accepted.upper()} ").points == question.points


def test_a_function_earns_a_share_a_call_and_types_count():
    question = KEY.questions["vendor-prefix"]
    assert isinstance(question, FunctionKey)
    right = tuple((True, call.returns) for call in question.calls)
    assert mark("vendor-prefix", question, "f", right).points == question.points
    one_wrong = ((True, "nonsense"), *right[1:])
    share = question.points / len(question.calls)
    assert mark("vendor-prefix", question, "f", one_wrong).points == pytest.approx(
        question.points - share
    )
    listed = tuple((True, [call.returns]) for call in question.calls)
    assert mark("vendor-prefix", question, "f", listed).points == 0
    raised = tuple((False, "ValueError: no") for _ in question.calls)
    assert mark("vendor-prefix", question, "f", raised).points == 0


@given(JSON)
def test_no_answer_earns_less_than_nothing_or_more_than_all(value):
    for name, question in KEY.questions.items():
        earned = mark(name, question, value)
        assert 0 <= earned.points <= question.points
        assert earned.of == pytest.approx(question.points)


@given(JSON, JSON)
def test_outputs_of_any_form_are_read_without_an_error(data, returned):
    for mime in ("answer", "returned"):
        bundle = {"schema": 1, "question": "audit", "value": data, "returned": returned}
        outputs = [{"data": {f"application/vnd.hvutils.{mime}+json": bundle}}, {"data": data}, {}]
        read_answer(outputs, "audit")
        rows = read_returned(outputs, "audit")
        assert all(len(row) == 2 for row in rows)


def test_an_answer_to_another_question_or_of_another_schema_is_not_read():
    def output(**bundle):
        return [{"data": {"application/vnd.hvutils.answer+json": bundle}}]

    assert read_answer(output(schema=1, question="audit", value="x"), "audit") == "x"
    assert read_answer(output(schema=1, question="other", value="x"), "audit") is None
    assert read_answer(output(schema=2, question="audit", value="x"), "audit") is None
    huge = output(schema=1, question="audit", value="x" * 200_000)
    assert read_answer(huge, "audit") is None


def test_feedback_escapes_what_a_student_wrote():
    truth = AUDIT.truths[0]
    nasty = "<script>alert(1)</script>"
    row = {"platform": nasty, "evidence": f"{nasty}:1"}
    outputs = feedback_outputs(mark("audit", AUDIT, {truth.name: row, nasty: {}}), AUDIT.points)
    html = outputs[0]["data"]["text/html"]
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_score_is_where_nbgrader_reads_partial_credit():
    outputs = feedback_outputs(mark("audit", AUDIT, None), AUDIT.points)
    assert [output["output_type"] for output in outputs] == ["display_data", "execute_result"]
    assert json.loads(outputs[1]["data"]["text/plain"]) == 0


SET = "[set]\nterm = 't'\ngroups = {a = ['amber']}\n"
TABLE = "[questions.a]\nkind = 'table'\npoints = {role = 1}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("questions = ", "is no TOML"),
        ("[questions.a]\npoints = 1", "kind = None is missing or unknown"),
        ("[questions.a]\nkind = 'essay'", "kind = 'essay' is missing or unknown"),
        (f"{SET}[questions.a]\nkind = 'table'\npoints = {{colour = 1}}", "'colour' is no setting"),
        ("[questions.a]\nkind = 'table'\npoints = {role = 1}", "the key draws none"),
        ("[set]\nterm = 't'\ngroups = {a = ['oak']}\n" + TABLE, "no truth for server 'oak'"),
    ],
)
def test_a_wrong_key_is_refused_with_its_reason(tmp_path, text, words):
    file = tmp_path / "a.key.toml"
    file.write_text(text)
    with pytest.raises(KeyFileError, match=words):
        load_key(file)


def test_a_missing_key_is_named(tmp_path):
    with pytest.raises(KeyFileError, match=r"no key 'a\.key\.toml'"):
        load_key(tmp_path / "a.key.toml")
