"""What a student is told at once about the form of an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils.errors import AnswerError
from hvutils.lab.own_set import draw_set, server
from hvutils.lab.shapes import Choice, Function, Table

GROUPS = [["amber"], ["birch"], ["cedar"]]
SERVERS = draw_set("recon", term="t", groups=GROUPS)
TABLE = Table(SERVERS, ("platform", "role", "type", "evidence"))
ROW = {"platform": "kvm", "role": "guest", "type": "type-1"}


@pytest.fixture(autouse=True)
def _own_set():
    """Draw the set again: a kernel has one, and other tests draw theirs."""
    draw_set("recon", term="t", groups=GROUPS)


def full_answer() -> dict[str, dict[str, str]]:
    return {name: {**ROW, "evidence": f"{server(name).files[0].name}:1"} for name in SERVERS}


def test_a_whole_answer_is_complete():
    answer = full_answer()
    for name in SERVERS:
        file = server(name).files[0]
        number = next(n for n, line in enumerate(file.lines, 1) if line.strip())
        answer[name]["evidence"] = f"{file.name}:{number}"
    report = TABLE.check(answer)
    assert report.complete
    assert report.lines == (f"{len(SERVERS)} of {len(SERVERS)} servers answered",)
    assert report.value == answer


def test_a_misspelled_platform_is_named_with_what_was_meant():
    answer = full_answer()
    answer[SERVERS[0]]["platform"] = "vmwear"
    report = TABLE.check(answer)
    assert not report.complete
    assert "'vmwear' is not a platform: did you mean 'vmware'?" in "\n".join(report.lines)


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ("no-such-file.txt:1", "has no probe 'no-such-file.txt'"),
        ("{file}:999999", "has lines 1 to"),
        ("{file}:-1", "has lines 1 to"),
        ("{file}:one", "has lines 1 to"),
        ("{file}:", "has lines 1 to"),
        ("{file}", "is no line of a probe"),
        ("Vendor: SeaBIOS", "is no line of a probe"),
        ("lspcu.txt:7", "did you mean 'lscpu.txt'?"),
        (7, "is no line of a probe"),
    ],
)
def test_evidence_that_is_no_line_is_named(evidence, words):
    answer = full_answer()
    if isinstance(evidence, str):
        evidence = evidence.format(file=server(SERVERS[0]).files[0].name)
    answer[SERVERS[0]]["evidence"] = evidence
    report = TABLE.check(answer)
    assert not report.complete
    assert words in "\n".join(report.lines)


def test_unknown_servers_and_columns_are_named():
    report = TABLE.check({"ambr": {}, SERVERS[0]: {"plattform": "kvm"}})
    text = "\n".join(report.lines)
    assert "'ambr' is no server of this question" in text
    assert "'plattform' is no column: did you mean 'platform'?" in text


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.sampled_from(SERVERS),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(SERVERS), inner)
        ),
    )
)
def test_whatever_is_given_a_sentence_comes_back(value):
    for shape in (TABLE, Choice(("a", "b")), Function(("x",))):
        report = shape.check(value)
        assert report.lines
        assert not report.complete or shape is not TABLE


def test_a_function_is_tried_on_the_examples():
    shape = Function(("AB", "CD"))
    assert shape.check(str.lower).complete
    failing = shape.check(lambda value: value.nothing)
    assert not failing.complete
    assert "AttributeError" in "\n".join(failing.lines)
    assert not shape.check("lower").complete


def test_a_column_that_there_is_not_is_the_instructors_error():
    with pytest.raises(AnswerError, match="'colour' is no column"):
        Table(SERVERS, ("colour",)).describe()


def test_the_only_option_that_holds_the_words_given_is_what_was_meant():
    options = ("beneath the hypervisor", "beside the guests, on the hypervisor", "inside it")
    report = Choice(options).check("on the hypervisor")
    assert "did you mean 'beside the guests, on the hypervisor'?" in "\n".join(report.lines)
