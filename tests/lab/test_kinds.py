"""What a student is told at once about each kind of answer, and whom a set is drawn for."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils.errors import AnswerError, CaptureNotFoundError
from hvutils.lab import ask, sample
from hvutils.lab.own_set import draw_set, drawn_for, own_items, server, servers
from hvutils.lab.shapes import (
    Choice,
    Choices,
    Evidence,
    Function,
    Mapping,
    Number,
    Shape,
    Table,
    Text,
)
from hvutils.sets import COURSE_DEMO

MACHINE = sample("qemu-plain").capture
SHAPES: dict[str, Shape] = {
    "choices": Choices(("DMI", "lspci", "uname")),
    "mapping": Mapping(("00:0c:29", "00:16:3e"), ("VMware", "Xen")),
    "words": Mapping(("a", "b")),
    "number": Number("MB"),
    "text": Text(10),
    "evidence": Evidence(MACHINE, 2),
    "one line": Evidence(MACHINE),
}


@pytest.mark.parametrize(
    ("kind", "value", "data"),
    [
        ("choices", ["lspci", "DMI"], ["DMI", "lspci"]),
        ("choices", {"DMI"}, ["DMI"]),
        ("mapping", {"00:0c:29": "VMware", "00:16:3e": "Xen"}, None),
        ("words", {"a": "x", "b": "y"}, None),
        ("number", 512, None),
        ("number", 0.5, None),
        ("text", "dom0", None),
        ("evidence", ["lscpu.txt:7", "lscpu.txt:8"], None),
        ("one line", "lscpu.txt:7", ["lscpu.txt:7"]),
    ],
)
def test_a_whole_answer_is_complete_and_leaves_as_data(kind, value, data) -> None:
    report = SHAPES[kind].check(value)
    assert report.complete
    assert report.value == (value if data is None else data)
    json.dumps(report.value, allow_nan=False)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("choices", None, "not answered yet"),
        ("choices", [], "not answered yet"),
        ("choices", "DMI", "write the options in brackets"),
        ("choices", ["lspic"], "did you mean 'lspci'?"),
        ("mapping", {}, "0 of 2 answered"),
        ("mapping", None, "give a dictionary"),
        ("mapping", {"00:0c:29": "VMwear"}, "did you mean 'VMware'?"),
        ("mapping", {"00:0c:28": "Xen"}, "is no part of it: did you mean '00:0c:29'?"),
        ("words", {"a": 3, "b": "x"}, "3 is no text: write it in quotes"),
        ("number", "512 MB", "without quotes and without a unit"),
        ("number", True, "is no number"),
        ("number", math.nan, "count again"),
        ("number", 10**400, "count again"),
        ("number", ..., "give a number in MB, without the unit"),
        ("text", 3, "write it in quotes"),
        ("text", "x" * 11, "has 11 characters: shorten it to 10"),
        ("text", "  ", "not answered yet"),
        ("evidence", ["lscpu.txt:7"], "1 of 2 lines cited"),
        ("evidence", ["lscpu.txt:7", "lscpu.txt:7"], "stands there twice"),
        ("evidence", ["lscpu.txt:7"] * 3, "keep 2"),
        ("evidence", ["lscpu.txt:900", "a:1"], "has lines 1 to"),
        ("one line", "lscpu.txt", "is no line of a probe"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_once(kind, value, words) -> None:
    report = SHAPES[kind].check(value)
    assert not report.complete
    assert words in report.text
    json.dumps(report.value, allow_nan=False)


@pytest.mark.parametrize(
    ("kind", "value", "data"),
    [
        ("choices", "DMI", "DMI"),
        ("number", "512", "512"),
        ("number", True, True),
        ("number", math.nan, "(float)"),
        ("number", 10**400, "(int)"),
        ("text", ["dom0"], ["dom0"]),
        ("text", "x" * 11, "x" * 10 + "…"),
        ("mapping", ["VMware"], ["VMware"]),
        ("mapping", {"00:0c:29": 3}, {"00:0c:29": 3}),
        ("evidence", {"lscpu.txt": 7}, {"lscpu.txt": 7}),
        ("evidence", [7, None], [7]),
        ("one line", {"a"}, ["(set)"]),
        ("text", ["x" * 300], "(list)"),
    ],
)
def test_a_value_of_the_wrong_kind_is_handed_on_for_feedback_to_repeat(kind, value, data) -> None:
    report = SHAPES[kind].check(value)
    assert not report.complete
    assert report.value == data


class Ambiguous:
    """Compares cell by cell, as tables and arrays do."""

    def __eq__(self, other: object) -> bool:
        raise ValueError("The truth value is ambiguous")

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("kind", SHAPES)
def test_a_table_or_an_array_is_told_what_to_give_instead(kind) -> None:
    report = SHAPES[kind].check(Ambiguous())
    assert not report.complete and report.value


def test_items_that_somebody_else_was_asked_are_named_and_handed_on() -> None:
    report = Mapping(("a", "b"), ("x",), student="ada").check({"a": "x", "c": "x"})
    assert not report.complete
    assert report.lines[0] == "1 of 2 answered; still without a word: 'b'"
    assert "this was drawn for 'ada': 'a', 'b'. If you began under" in report.text
    assert report.value == {"c": "x", "a": "x"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(...),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=10,
)


@given(ANYTHING)
def test_whatever_is_given_a_sentence_and_data_come_back(value) -> None:
    for shape in SHAPES.values():
        report = shape.check(value)
        assert report.lines and shape.describe()
        json.dumps(report.value, allow_nan=False)


def test_ask_states_every_kind(capsys) -> None:
    ask("a", options=["x", "y"])
    ask("b", options=["x", "y"], several=True)
    ask("c", items=["x"], options=["y"])
    ask("d", number="GHz")
    ask("e", text=20)
    ask("f", evidence=sample("qemu-plain"), lines=3)
    ask("g", examples=[1])
    ask("h", servers=["weser"])
    said = capsys.readouterr().out
    for words in (
        *("one of 'x', 'y'", "a list of those that hold", "for each of 'x'", "a number in GHz"),
        *("at most 20 characters", "a list of 3 lines of qemu-plain", "a function of one argument"),
        *("a dictionary with 'weser'", '"weser": {"platform": None, "role": None'),
    ):
        assert words in said


@pytest.mark.parametrize("options", [{}, {"options": ["x"], "text": 3}, {"several": True}])
def test_ask_wants_one_kind(options) -> None:
    with pytest.raises(AnswerError, match="give one of options, items"):
        ask("a", **options)


GROUPS = [["amber"], ["birch"], ["cedar"]]


def test_the_kernel_draws_for_whom_it_runs(monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    draw_set("recon", term="t", groups=GROUPS)
    assert drawn_for() == "ada"
    assert f"drawn for 'ada': {', '.join(servers())}" in capsys.readouterr().out
    (tmp_path / "recon.key.toml").touch()
    draw_set("recon", term="t", groups=GROUPS)
    assert drawn_for() == COURSE_DEMO
    monkeypatch.setenv("HV_STUDENT", "ben")
    assert draw_set("recon", term="t", groups=GROUPS) == servers()
    assert drawn_for() == "ben"
    assert [server(name).name for name in servers()] == list(servers())


def test_a_server_of_somebody_elses_set_is_not_there() -> None:
    draw_set("recon", term="t", groups=GROUPS)
    with pytest.raises(CaptureNotFoundError, match="no server called 'amber' in your set; there"):
        server("amber")


def test_work_for_another_user_name_is_noticed_and_handed_on_as_it_is() -> None:
    table = Table(("weser", "spree"), ("platform", "role"), student="ben")
    theirs = {"oder": {"platform": "kvm", "role": "guest"}, "weser": {"platform": None}}
    report = table.check(theirs)
    assert not report.complete
    assert "this set was drawn for 'ben': weser, spree" in report.text
    assert "If you began under another user name" in report.text
    # A person may know whose answers these are: they leave the kernel too.
    assert isinstance(report.value, dict)
    assert report.value["oder"] == {"platform": "kvm", "role": "guest"}


PLACES = {"vmkernel": "ESXi's own kernel", "dom0": "the first domain of Xen", "qemu": "a process"}


def test_items_are_drawn_for_whom_the_set_is_drawn_and_stated_with_rows_to_copy(
    monkeypatch, capsys
) -> None:
    seen = {}
    for student in ("ada", "ben", "chloe", "dev"):
        monkeypatch.setenv("HV_STUDENT", student)
        draw_set("recon", term="u", groups=GROUPS)
        seen[student] = own_items("places", PLACES, 2)
        assert own_items("places", dict(reversed(PLACES.items())), 2) == seen[student]
    assert len(set(seen.values())) > 1
    capsys.readouterr()
    ask("places", items=PLACES, options=["hypervisor", "guest"], pick=2)
    said = capsys.readouterr().out
    for item in seen["dev"]:
        assert f"{PLACES[item]}\n" in said
        assert f'    "{item}": None,' in said
    (left_out,) = PLACES.keys() - set(seen["dev"])
    assert left_out not in said


def test_items_cannot_be_drawn_before_the_set(monkeypatch) -> None:
    monkeypatch.setattr("hvutils.lab.own_set._own", [])
    with pytest.raises(AnswerError, match="run the cell with draw_set first"):
        ask("places", items=PLACES, options=["hypervisor"], pick=2)
    with pytest.raises(AnswerError, match="pick=4 of 3 items cannot be"):
        ask("places", items=PLACES, options=["hypervisor"], pick=4)


def test_a_slip_in_a_name_is_no_sign_of_another_students_questions() -> None:
    slip = Mapping(("xen-disk", "esxi"), ("x",), student="ada").check({"xen-dsk": "x", "esxi": "x"})
    assert "did you mean 'xen-disk'?" in slip.text
    assert "another user name" not in slip.text
    own = Mapping(("xen-disk", "esxi"), ("x",), student="ada").check({"xen-disk": "x", "esxi": "x"})
    assert (own.complete, own.text) == (True, "2 of 2 answered")
    others = {"hyper-v": "x", "kvm": "x"}
    assert "another user name" in Mapping(("xen-disk",), ("x",), student="ada").check(others).text


@pytest.mark.parametrize("given", ["VMWARE", " vmware "])
def test_case_and_outer_blanks_are_no_mistake_of_form(given: str) -> None:
    assert Choice(("VMware", "Xen")).check(given).value == "VMware"
    assert Choices(("VMware", "Xen")).check([given]).value == ["VMware"]
    assert Mapping(("a",), ("VMware",)).check({"a": given}).value == {"a": "VMware"}


def test_a_function_that_returns_no_word_of_those_asked_for_is_told_at_once() -> None:
    shape = Function((1,), returns=("qemu", "none"))
    report = shape.check(lambda facts: "QEMU")
    assert "'QEMU' is not a word to return: did you mean 'qemu'?" in report.text
    for fine in (shape.check(lambda facts: "qemu"), Function((1,)).check(lambda facts: "QEMU")):
        assert "did you mean" not in fine.text
    # Some calls may be right all the same.
    assert report.complete


def test_what_is_missing_in_a_table_is_named() -> None:
    shape = Table(("oder", "elbe"), ("platform", "role"))
    report = shape.check({"oder": {"platform": "KVM", "role": None}})
    assert report.lines == (
        "0 of 2 servers answered; nothing yet of 'elbe'",
        "oder: still without 'role'",
    )
    # The marker takes KVM for kvm.
    assert report.value == {"oder": {"platform": "kvm"}}
