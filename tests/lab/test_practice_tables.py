"""The tables of practice as shipped: whole, sealed, and answered in the instructor's edition."""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from pathlib import Path

import pytest

from hvutils.lab.practice.rows import read_rows
from hvutils.lab.practice.sealing import matches

ROOT = Path(__file__).resolve().parents[2]
TABLES = sorted((ROOT / "hvutils" / "lab" / "practice").glob("*.toml"))
PAGES = ROOT / "docs" / "teaching"
_ROW = re.compile(r"^\| `(?P<name>[a-z-]+\.[\w-]+)` \| (?P<value>.+?) \|", re.MULTILINE)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_whole_and_sealed(path):
    checks, predictions = read_rows(path)
    assert checks or predictions
    for check in checks.values():
        assert check.evidence, f"{check.name}: say where to look (evidence)"
        assert 1 <= len(check.hints) <= 4
        for sentence in (check.right_says, check.otherwise, *check.wrong.values(), *check.hints):
            assert sentence[-1] in ".?!”)", f"{check.name}: {sentence!r} is no sentence"
    for prediction in predictions.values():
        assert prediction.source, f"{prediction.name}: say where the fact comes from (source)"


def plain(kind: str, text: str) -> object:
    """Return the value that a page writes: parts are set off by semicolons."""
    words = text.replace("`", "")
    parts = [part.strip() for part in words.split(";")]
    if kind == "mapping":
        # A MAC address has colons too: the last one parts.
        pairs = (part.rpartition(": ") for part in parts)
        return {item.strip(): word.strip() for item, _, word in pairs}
    if kind in ("choices", "line"):
        return parts
    return float(words.replace(",", "")) if kind == "number" else words


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_the_plain_answers_stand_in_the_instructors_edition(path):
    page = PAGES / f"{path.stem}.md"
    checks, predictions = read_rows(path)
    told = {m["name"]: m["value"] for m in _ROW.finditer(page.read_text(encoding="utf-8"))}
    for name, row in {**checks, **predictions}.items():
        assert name in told, f"{page.name} has no row | `{name}` | answer |"
        value = plain(row.form.kind, told[name])
        assert matches(name, value, row.right, row.form.decimals), f"{name}: {value!r} is not it"


@pytest.fixture(scope="module")
def tool():
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return importlib.import_module("practice")
    finally:
        sys.path.remove(str(ROOT / "tools"))


def test_sealing_leaves_all_else_as_it_is(tool):
    text = (
        '# about\n[check.a]\nkind = "choices"\noptions = ["x", "y"]\nright = [\n  "x",\n  "y",\n]\n'
        'otherwise = "right = no"\n\n[check."b"]\nkind = "number"\nright = [4, 5]\n'
    )
    done = tool.sealed_text("try", text)
    assert done.replace("\n", " ").startswith('# about [check.a] kind = "choices"')
    assert 'otherwise = "right = no"' in done
    data = tomllib.loads(done)["check"]
    assert matches("try.a", ["Y", "x"], [data["a"]["right"]])
    assert [matches("try.b", n, data["b"]["right"]) for n in (3, 4, 5)] == [False, True, True]
    assert tool.sealed_text("try", done) == done
