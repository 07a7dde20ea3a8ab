"""Hostile texts: every parser takes time in proportion to them, bounded memory, and no error."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils import Capture, classify
from hvutils.captures import ProbeFile
from hvutils.errors import HvError
from hvutils.parsers import PARSERS
from tests.hostile.machines import ROOT, folders
from tests.hostile.reading import NOBODY


@pytest.mark.parametrize("name", [*(parser.name for parser in PARSERS), NOBODY])
def test_any_size_and_shape_within_limits(name: str) -> None:
    # The clock is a last resort; reading.py limits the processor's time and the memory.
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.reading", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    shape = next(iter(done.stdout.splitlines()[-1:]), "nothing read")
    assert done.returncode == 0, f"{shape}: {done.returncode}\n{done.stderr[-2000:]}"
    assert shape == "done"


FILES = [file for folder in folders() for file in Capture.load(folder).files]
PIECES = st.lists(
    st.one_of(
        st.sampled_from(sorted({line for file in FILES for line in file.lines[:60]})),
        st.text(max_size=30),
        st.sampled_from(
            ("\0", "\r", "\x1b[0m", ":", " : ", "=", "{", "[", '"', "\uff1a", "\ufffd")
        ),
    ),
    max_size=25,
)
NAMES = st.one_of(st.sampled_from(sorted({file.name for file in FILES})), st.text(max_size=20))


def judged(capture: Capture) -> None:
    try:
        classify(capture).to_json().encode()
    except HvError as error:
        assert "\n" not in str(error)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(NAMES, PIECES, st.sampled_from(("\n", "\r\n", "\r", ""))), max_size=4))
def test_lines_of_probes_in_any_mixture(files: list[tuple[str, list[str], str]]) -> None:
    probes = (ProbeFile(name, end.join(pieces)) for name, pieces, end in files)
    judged(Capture("hostile", tuple(probes)))


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.integers(0, 5000), st.binary(max_size=8)), max_size=8),
    st.sampled_from(("utf-8", "utf-16", "utf-16-le")),
)
def test_probes_with_damaged_bytes(
    file: ProbeFile, patches: list[tuple[int, bytes]], encoding: str
) -> None:
    data = bytearray(file.text.encode(encoding))
    for at, patch in patches:
        data[at : at + len(patch)] = patch
    try:
        capture = Capture.from_stream(io.BytesIO(bytes(data)), file.name)
    except HvError as error:
        assert "\n" not in str(error)
    else:
        judged(capture)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_shuffled_files_give_the_same_json(data: st.DataObject) -> None:
    capture = Capture.load(data.draw(st.sampled_from(folders())))
    files = tuple(data.draw(st.permutations(capture.files)))
    shuffled = Capture(capture.name, files, capture.unread)
    assert classify(shuffled).to_json() == classify(capture).to_json()
