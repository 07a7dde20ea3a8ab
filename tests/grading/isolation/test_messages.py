"""What a kernel says is hostile: whatever it is, reading it yields data that can be stored."""

from __future__ import annotations

import json

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from hvutils.bundle import ANSWER_MIME
from hvutils.grading.isolation.messages import MAX_DEPTH, read_message
from hvutils.grading.isolation.transcript import Transcript

# How fast a shared machine makes examples says nothing.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def message_of(content: object, kind: str = "stream") -> bytes:
    return raw(json.dumps(content).encode(), kind)


def raw(content: bytes, kind: str = "stream") -> bytes:
    return b"\n".join((kind.encode(), b"p", content))


def test_an_honest_message_is_read():
    message = read_message(message_of({"name": "stdout", "text": "hi"}))
    assert message is not None
    assert (message.kind, message.parent) == ("stream", "p")
    assert message.content == {"name": "stdout", "text": "hi"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe{}",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 10_000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 200 + b"1" + b"}" * 200,
    ],
)
def test_what_is_no_message_is_none(content):
    assert read_message(raw(content)) is None


@pytest.mark.parametrize("given", [b"", b"\n", b"stream", b"stream\np", b"stream\np\n", b"\n\n\n"])
def test_odd_bytes_are_none(given):
    assert read_message(given) is None


def test_half_a_surrogate_becomes_text():
    message = read_message(raw(b'{"text": "\\ud800 \\ud83d\\ude00 \\udfff"}'))
    assert message is not None
    message.content["text"].encode("utf-8")
    assert "\U0001f600" in message.content["text"]


@UNHURRIED
@given(st.binary(max_size=200))
def test_any_bytes_do_not_raise(given_bytes):
    read_message(given_bytes)
    read_message(raw(given_bytes))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
MIMES = ("text/plain", "text/html", "a/b+json", "application/b+json")
KINDS = (
    "stream",
    "display_data",
    "execute_result",
    "error",
    "clear_output",
    "update_display_data",
    "status",
    "comm_open",
)


@UNHURRIED
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            st.fixed_dictionaries(
                {},
                optional={
                    "name": st.sampled_from(("stdout", "stderr")) | JSON,
                    "text": st.text(max_size=9) | JSON,
                    "data": st.dictionaries(
                        st.sampled_from(
                            ("text/plain", "text/html", "a/b+json", "application/b+json")
                        )
                        | st.text(),
                        JSON,
                        max_size=3,
                    )
                    | JSON,
                    "metadata": JSON,
                    "transient": st.fixed_dictionaries({"display_id": st.just("d")}) | JSON,
                    "execution_count": JSON,
                    "ename": JSON,
                    "evalue": JSON,
                    "traceback": JSON,
                    "wait": JSON,
                },
            ),
        ),
        max_size=6,
    )
)
def test_whatever_is_said_the_notebook_is_valid_and_can_be_written(said):
    transcript = Transcript(100_000)
    transcript.begin(0)
    for kind, content in said:
        try:
            sent = message_of(content, kind)
        except UnicodeEncodeError:
            continue
        if (message := read_message(sent)) is not None:
            transcript.add(0, message)
    cell = new_code_cell("1")
    cell.outputs = [nbformat.from_dict(output) for output in transcript.outputs()[0]]
    nbformat.validate(new_notebook(cells=[cell]))
    json.dumps(cell, allow_nan=False).encode("utf-8")


@pytest.mark.parametrize("mime", ["a/b+json", "text/plain", "image/png"])
def test_what_is_no_text_is_dropped_where_text_belongs(mime):
    transcript = Transcript(1000)
    data = {mime: None, "application/x+json": None}
    message = read_message(message_of({"data": data}, "display_data"))
    assert message is not None
    transcript.add(0, message)
    assert transcript.outputs()[0][0]["data"] == {"application/x+json": None}


def test_what_is_over_the_bound_is_dropped():
    transcript = Transcript(1000)
    message = read_message(message_of({"name": "stdout", "text": "x" * 300}))
    assert message is not None
    assert [transcript.add(0, message) for _ in range(4)] == [True, True, False, False]
    (output,) = transcript.outputs()[0]
    assert output["text"] == "x" * 600


def test_depth_is_bounded_where_it_is_read():
    deep: object = 1
    for _ in range(MAX_DEPTH - 2):
        deep = [deep]
    assert read_message(message_of({"data": deep})) is not None
    assert read_message(message_of({"data": [[deep]]})) is None


def test_an_error_is_not_updated():
    transcript = Transcript(1000)
    shown = {"transient": {"display_id": "d"}, "data": {"text/plain": "x"}}
    for kind in ("error", "update_display_data"):
        message = read_message(message_of(shown, kind))
        assert message is not None
        transcript.add(0, message)
    assert set(transcript.outputs()[0][0]) == {"output_type", "ename", "evalue", "traceback"}


def test_displays_are_updated_and_cleared():
    transcript = Transcript(100_000)
    shown = {"data": {"text/plain": "1"}, "transient": {"display_id": "d"}}
    changed = {"data": {"text/plain": "2"}, "transient": {"display_id": "d"}}
    for index, kind, content in (
        (0, "display_data", shown),
        (1, "update_display_data", changed),
        (1, "stream", {"name": "stdout", "text": "old"}),
        (1, "clear_output", {"wait": True}),
        (1, "stream", {"name": "stdout", "text": "new"}),
    ):
        message = read_message(message_of(content, kind))
        assert message is not None
        transcript.add(index, message)
    outputs = transcript.outputs()
    assert outputs[0][0]["data"] == {"text/plain": "2"}
    assert [output["text"] for output in outputs[1]] == ["new"]


def say(transcript: Transcript, cell: int, kind: str, content: object) -> None:
    message = read_message(message_of(content, kind))
    assert message is not None
    transcript.add(cell, message)


def test_a_traceback_has_no_more_lines_than_anybody_reads():
    transcript = Transcript(8 * 1024**2)
    say(transcript, 0, "error", {"ename": "E", "evalue": "", "traceback": [""] * 200_000})
    assert len(transcript.outputs()[0][0]["traceback"]) == 1000


@pytest.mark.parametrize("mime", [ANSWER_MIME, "application/json"])
def test_json_is_bounded_over_all_cells(mime):
    transcript = Transcript(8 * 1024**2)
    for cell in range(8):
        say(transcript, cell, "display_data", {"data": {mime: ["x" * 1024**2], "text/plain": "t"}})
    shown = [outputs[0]["data"] for outputs in transcript.outputs().values()]
    assert [mime in data for data in shown] == [True] * 3 + [False] * 5
    assert all(data["text/plain"] == "t" for data in shown)


def test_an_answer_is_kept_whatever_else_was_shown():
    transcript = Transcript(8 * 1024**2)
    for cell in range(8):
        big = {"data": {"application/json": ["x" * 1024**2]}, "metadata": {"m": 1}}
        say(transcript, cell, "display_data", big)
    say(transcript, 9, "display_data", {"data": {ANSWER_MIME: {"value": 1}}})
    assert transcript.outputs()[9][0]["data"] == {ANSWER_MIME: {"value": 1}}


def test_metadata_is_bounded_over_all_cells():
    transcript = Transcript(8 * 1024**2)
    for cell in range(8):
        say(transcript, cell, "display_data", {"data": {}, "metadata": {"m": "x" * 1024**2}})
    kept = [bool(outputs[0]["metadata"]) for outputs in transcript.outputs().values()]
    assert kept == [True] * 3 + [False] * 5


def test_outputs_are_bounded_over_all_cells_and_each_cell_has_some():
    transcript = Transcript(8 * 1024**2)
    for cell in range(30):
        for number in range(600):
            say(transcript, cell, "display_data", {"data": {"text/plain": str(number)}})
    kept = [len(outputs) for outputs in transcript.outputs().values()]
    assert sum(kept) < 11_000
    assert kept[0] == 600
    assert kept[-1] == 20
