"""Cells of a CSV are shown by a spreadsheet, and not run."""

from __future__ import annotations

import pytest

from hvutils.reporting.spreadsheet import safe


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(1)", "'  @SUM(1)"),
        ("a link;=HYPERLINK(1)", "a link;'=HYPERLINK(1)"),
        ("a; ＝1; -2", "a; '＝1; '-2"),
        ("a; b = c; d", "a; b = c; d"),
    ],
)
def test_a_formula_gets_an_apostrophe_wherever_a_cell_may_begin(text, cell):
    assert safe(text) == cell
