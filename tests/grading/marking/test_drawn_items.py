"""Items that are drawn for each student share the points, and the notebook draws the same."""

from __future__ import annotations

import json

import pytest

from hvutils.errors import CaptureNotFoundError, KeyFileError
from hvutils.grading.keys.key import load_key
from hvutils.grading.marking.marking import mark
from hvutils.grading.marking.outputs import feedback_outputs
from hvutils.lab import own_set
from hvutils.lab.own_set import draw_set, own_items, server
from hvutils.sets import draw_items
from tests.grading.marking.examples import read

PICKED = """
[set]
term = "t"
groups = { one = ["amber", "birch"] }
[questions.q]
kind = "mapping"
points = 4
pick = 2
"""


def items_of(names: str) -> str:
    return "".join(f'[questions.q.items.{n}]\naccept = {{ "right {n}" = "" }}\n' for n in names)


def test_what_another_student_was_asked_holds_the_answer_and_is_no_silent_zero(tmp_path) -> None:
    file = tmp_path / "example.key.toml"
    file.write_text(PICKED + items_of("abcde"))
    question = load_key(file).for_student("ada", "recon").questions["q"]
    own = list(question.items)
    others = {name: f"right {name}" for name in "abcde" if name not in own}
    got = mark("q", question, others)
    assert (got.points, "hv course alias ada OTHER-NAME" in got.held) == (0, True)
    assert all(name in got.held for name in own)
    assert "held, of 4 points" in json.dumps(feedback_outputs(got, 4))
    # All of one's own beside it, nothing said of it, or a name that nobody is asked: no person has
    # to look.
    right = {name: f"right {name}" for name in own}
    for value in ({**right, **others}, dict.fromkeys(others, ""), {"oak": "right"}, {}, None):
        assert mark("q", question, value).held == ""
    assert mark("q", question, {**right, **others}).points == 4


def test_each_student_is_asked_some_items_which_share_the_points(tmp_path) -> None:
    file = tmp_path / "example.key.toml"
    file.write_text(PICKED + items_of("abcde"))
    key = load_key(file)
    asked = set()
    for n in range(20):
        question = key.for_student(f"student-{n}", "recon").questions["q"]
        names = list(question.items)
        asked.add(tuple(names))
        assert len(names) == 2
        right = {name: f"right {name}" for name in names}
        assert mark("q", question, right, ()).points == 4
        assert mark("q", question, {names[0]: f"right {names[0]}"}, ()).points == 2
        others = {name: f"right {name}" for name in "abcde" if name not in names}
        assert mark("q", question, others, ()).points == 0
    assert len(asked) > 4


def test_a_term_alone_draws_items_and_no_servers(tmp_path, monkeypatch) -> None:
    file = tmp_path / "example.key.toml"
    alone = PICKED.replace('groups = { one = ["amber", "birch"] }\n', "")
    file.write_text(alone + items_of("abcde"))
    key = load_key(file)
    drawn = [key.for_student(f"student-{n}", "core") for n in range(20)]
    assert {one.servers for one in drawn} == {None}
    asked = [tuple(one.questions["q"].items) for one in drawn]  # type: ignore[attr-defined]
    # One of two and one of three: there are six.
    assert len(set(asked)) > 4
    # The notebook's kernel draws the same, and has no server to show.
    monkeypatch.setenv("HV_STUDENT", "student-3")
    monkeypatch.setattr(own_set, "_own", [])
    assert draw_set("core", term="t") == ()
    assert own_items("q", "abcde", 2) == asked[3]
    with pytest.raises(CaptureNotFoundError, match="there are: none"):
        server("weser")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PICKED.replace("pick = 2", "pick = 6"), "pick = 6 of 5 items cannot be"),
        (PICKED[PICKED.index("[questions") :], "pick draws with the term of a set"),
    ],
)
def test_items_that_cannot_be_drawn_are_refused(tmp_path, text, words) -> None:
    with pytest.raises(KeyFileError, match=words):
        read(text + items_of("abcde"), tmp_path)


def test_items_are_drawn_from_every_part_of_the_list() -> None:
    names = ["esxi-1", "esxi-2", "esxi-3", "kvm-1", "kvm-2", "kvm-3", "xen-1", "xen-2", "xen-3"]
    for number in range(30):
        drawn = draw_items(f"student-{number}", "core", "t", "q", reversed(names), 3)
        assert [name[:3] for name in drawn] == ["esx", "kvm", "xen"]
