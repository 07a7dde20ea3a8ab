"""The inputs that fuzz runs have found are read again, and raise nothing but our own errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.inputs import check
from tests.hostile.machines import ROOT

CORPUS = sorted((ROOT / "fuzz" / "corpus").iterdir())


def test_there_is_a_corpus() -> None:
    assert len(CORPUS) > 50


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name[:8])
def test_what_was_found_is_read(path: Path) -> None:
    check(path.read_bytes())
