"""What is made of a guest's serial output."""

from __future__ import annotations

import hashlib

import pytest

from recorder.errors import RecorderError
from recorder.serial import redact, split


def _block(name: str, text: str, code: int = 0) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"==== begin {name}\n{text}\n==== end {name} {code} {digest}\n"


def _serial(*blocks: str) -> str:
    whole = "SeaBIOS says something\n" + "".join(blocks) + "==== finished\n"
    return whole.replace("\n", "\r\n")


def test_a_probe_comes_out_as_the_guest_wrote_it() -> None:
    text = "a\tb\n\n==== not a marker\n"
    assert split(_serial(_block("x.txt", text)), {"x.txt": "x"}) == {"x.txt": text}


def test_a_probe_that_fails_and_says_nothing_is_left_out() -> None:
    assert split(_serial(_block("sys/board", "", 1)), {"sys/board": "cat"}) == {}


@pytest.mark.parametrize(
    ("serial", "words"),
    [
        ("==== begin x.txt\r\n", "did not come to the end"),
        (_serial(), "no such probe"),
        (_serial(_block("x.txt", "half", 1)), "exit code 1"),
        (_serial(_block("x.txt", "a\n").replace("a\n", "[ 1.0] oops\na\n", 1)), "lost bytes"),
    ],
    ids=["stopped", "missing", "failed", "damaged"],
)
def test_a_bad_recording_is_refused(serial: str, words: str) -> None:
    with pytest.raises(RecorderError, match=words):
        split(serial, {"x.txt": "x"})


def test_identifiers_are_redacted_and_empty_fields_stay() -> None:
    text = (
        "\tSerial Number: VMware-56 4d 01\n\tUUID: 564d-1\n\tSerial Number: None\n\tType: Other\n"
    )
    assert redact(text) == (
        "\tSerial Number: [redacted]\n\tUUID: [redacted]\n\tSerial Number: None\n\tType: Other\n"
    )
