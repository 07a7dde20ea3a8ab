"""The table of objectives says what the notebooks hold, and leaves out nothing that is graded."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from hvutils import lab
from hvutils.lab.practice.rows import read_rows

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "objectives.md").read_text(encoding="utf-8")
OBJECTIVES, MODULE = PAGE.split("## The module")


def rows(text: str) -> list[tuple[str, list[str], list[str], list[str]]]:
    """Return a table's rows: what it is about, and the places of each column."""
    found = []
    for line in text.splitlines():
        cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
        if line.startswith("|") and len(cells) == 4 and "---" not in line:
            what, *columns = (cell.strip() for cell in cells)
            if what not in ("objective", "line"):
                places = [[one.strip(" `") for one in column.split(",")] for column in columns]
                found.append((what, *places))
    return found


ROWS = [*rows(OBJECTIVES), *rows(MODULE)]


@cache
def cells(section: str) -> list[dict]:
    path = ROOT / "source" / section / f"{section}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def graded(section: str) -> dict[str, float]:
    """Return the points of each graded cell."""
    marks = [cell["metadata"].get("nbgrader", {}) for cell in cells(section)]
    return {one["grade_id"]: one["points"] for one in marks if one.get("grade")}


def code(section: str) -> str:
    return "\n".join("".join(c["source"]) for c in cells(section) if c["cell_type"] == "code")


SECTIONS = sorted(path.stem for path in (ROOT / "source").glob("*/*.ipynb"))


def test_there_are_rows_of_both_tables():
    assert len(rows(OBJECTIVES)) >= 4
    assert len(rows(MODULE)) >= 15


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:30])
def test_it_is_taught_under_a_heading_that_there_is(row):
    for place in row[1]:
        section, number = place.split()
        headings = ["".join(c["source"]) for c in cells(section) if c["cell_type"] == "markdown"]
        assert any(re.search(rf"^## {number} · ", h, re.M) for h in headings), place


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:30])
def test_it_is_practised_where_a_notebook_asks_it(row):
    everything = "\n".join(map(code, SECTIONS))
    for name in row[2]:
        if "." in name:
            section = name.split(".")[0]
            table = ROOT / "hvutils" / "lab" / "practice" / f"{section}.toml"
            checks, predictions = read_rows(table)
            assert name in checks or name in predictions, name
            assert section == "claims" or f'"{name}"' in everything, f"no notebook asks {name}"
        else:
            assert name in lab.__all__
            assert f"{name}(" in everything, f"no notebook calls {name}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:30])
def test_it_is_assessed_in_a_cell_that_is_graded(row):
    for place in row[3]:
        section, name = place.split("/")
        assert name in graded(section), place


def test_every_cell_with_points_serves_an_objective():
    served = {place for row in rows(OBJECTIVES) for place in row[3]}
    for section in SECTIONS:
        for name, points in graded(section).items():
            assert not points or f"{section}/{name}" in served, f"{section}/{name} serves none"


def test_every_prediction_and_check_serves_one():
    served = {place for row in ROWS for place in row[2]}
    for section in SECTIONS:
        checks, predictions = read_rows(ROOT / "hvutils" / "lab" / "practice" / f"{section}.toml")
        assert not (checks.keys() | predictions.keys()) - served
