"""What follows from a part of a sample's evidence is what the verdict engine says."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLES = sorted((ROOT / "hvutils" / "samples").glob("*/toggles.toml"))


@pytest.fixture(scope="module")
def tool():
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return importlib.import_module("toggles")
    finally:
        sys.path.remove(str(ROOT / "tools"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.parent.name)
def test_a_table_is_what_the_engine_says_today(tool, path):
    assert path.read_text(encoding="utf-8") == tool.table(path.parent.name), (
        f"{path.parent.name}/toggles.toml is stale: run make toggles"
    )
