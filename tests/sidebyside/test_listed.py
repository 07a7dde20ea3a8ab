"""docs/side-by-side.md has a row for every platform of the recordings, with the right counts."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.sidebyside.__main__ import ROWS, counted

TOP = Path(__file__).resolve().parents[2]
RECORDINGS = Path(os.environ.get("HV_SHARED") or TOP.parent / "shared" / "captures")


def listed() -> dict[str, tuple[int, int]]:
    """Return the counts of the documentation's table by row."""
    docs = (TOP / "docs" / "side-by-side.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) +\| (\d+) \| (\d+) \|", docs, re.MULTILINE)
    return {name: (int(recorded), int(ours)) for name, recorded, ours in rows}


def test_every_row_has_an_explanation() -> None:
    docs = (TOP / "docs" / "side-by-side.md").read_text(encoding="utf-8")
    names = listed()
    assert set(names) == {*ROWS, "others"}
    for name in names:
        row = re.search(rf"^\| {re.escape(name)} +\|.*\|$", docs, re.MULTILINE)
        assert row is not None and (name == "unnamed" or len(row[0].split("|")[5].strip()) > 5)


@pytest.mark.skipif(
    not RECORDINGS.is_dir(),
    reason="no recorded machines: put them at ../shared/captures, or set HV_SHARED",
)
def test_the_counts_are_those_of_the_recordings() -> None:
    assert listed() == counted(RECORDINGS)
