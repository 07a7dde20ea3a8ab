"""Answers of any form: a hostile one earns nothing, and no answer raises an error."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils.grading.keys.kinds import KINDS
from hvutils.grading.marking.marking import mark
from hvutils.grading.marking.outputs import feedback_outputs, read_answer, read_returned

# What a hostile kernel may emit: all that JSON can say, and what only Python reads from it.
HOSTILE: dict[str, Any] = {
    "nothing": None,
    "true": True,
    "false": False,
    "not a number": math.nan,
    "infinity": math.inf,
    "a number beyond floats": 10**400,
    "a number of 5000 digits": 10**5000,
    "a huge text": "x" * 100_000,
    "an empty text": "",
    "blanks": " \u2003\u00a0 ",
    "half a character": "\ud800",
    "controls": "\x00\x1b[2J\u202e",
    "a long list": ["x"] * 50_000,
    "an empty list": [],
    "an empty object": {},
    "numbers for texts": [1, 2.5, True, None, math.nan],
    "objects in a list": [{"a": {}}, [[]]],
    "an object of anything": {"": None, "a": [1], "amber": 7, "x" * 5000: {"": ""}},
    "rows that are no rows": {"amber": ["guest"], "birch": "guest", "dogwood": 10**400},
    "cells that are no texts": {"amber": {"platform": True, "role": 1, "type": [], "evidence": {}}},
    "a citation of everything": {"amber": {"evidence": "lscpu.txt:" + "9" * 5000}},
    "a citation out of the capture": {"amber": {"evidence": "../../../etc/passwd:1"}},
    "other digits": {"amber": {"evidence": "lscpu.txt:\u0662\u0660"}},
}


def deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", [*HOSTILE, "deep lists"])
def test_hostile_answers_earn_nothing_and_raise_nothing(questions, kind, what) -> None:
    value = deep(50_000) if what == "deep lists" else HOSTILE[what]
    question = questions[kind]
    returned = tuple((True, value) for _ in question.inputs)
    began = time.perf_counter()
    got = mark("q", question, value, returned)
    assert got.points == 0
    assert got.of == pytest.approx(question.points) or kind == "table"
    page = feedback_outputs(got, question.points)
    json.dumps(page).encode()
    assert len(json.dumps(page)) < 200_000
    assert time.perf_counter() - began < 5


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["amber", "platform", "vmware", "lscpu.txt:20", "DMI", "00:0c:29"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["amber"]), inner),
    max_leaves=20,
)


@settings(max_examples=60)
@given(ANYTHING, st.lists(st.tuples(st.booleans(), ANYTHING), max_size=4))
def test_whatever_is_answered_the_mark_lies_between_nothing_and_all(questions, value, returned):
    for question in questions.values():
        got = mark("q", question, value, tuple(returned))
        most = 100.0 if question.kind == "table" else question.points
        assert 0 <= got.points <= most
        feedback_outputs(got, question.points)


@given(ANYTHING, ANYTHING)
def test_outputs_of_any_form_are_read_without_an_error(value, data) -> None:
    for mime in ("answer", "returned"):
        bundle = {"schema": 1, "question": "q", "value": value, "returned": data}
        outputs = [{"data": {f"application/vnd.hvutils.{mime}+json": bundle}}, {"data": data}, data]
        read_answer(outputs, "q")
        assert all(len(row) == 2 for row in read_returned(outputs, "q"))


@pytest.mark.parametrize(
    ("kind", "right", "alike"),
    [
        ("choice", "nothing either way", "nоthing either way"),
        ("text", "root partition", "rооt partition"),
        ("mapping", {"00:0c:29": "VMware", "00:16:3e": "Xen"}, {"00:0c:29": "VΜware"}),
        ("choices", ["DMI", "lspci"], ["DΜI", "lsрci"]),
        ("evidence", ["systemd_detect_virt.txt:1"], ["systemd_detect_virt.txt:１\u0661"]),
    ],
)
def test_letters_of_another_alphabet_earn_nothing(questions, kind, right, alike) -> None:
    assert mark("q", questions[kind], right).points > 0
    assert mark("q", questions[kind], alike).points == 0


def test_a_look_alike_is_named_to_whoever_pasted_it(questions) -> None:
    (item,) = mark("q", questions["text"], "rооt partition").items
    assert "CYRILLIC SMALL LETTER O" in item.feedback
