"""Cells that a spreadsheet shows and does not run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from hvutils.captures.names import clean

__all__ = ["csv_row", "safe"]

# Source: OWASP, "CSV Injection": a spreadsheet runs a cell that begins with one of these, and some
# take the full-width forms for them, or pass over blanks before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# Where a semicolon separates cells, as in most of Europe, a formula may begin behind one.
_BEHIND = re.compile(f"(;\\s*)(?=[{re.escape(''.join(_FORMULA))}])")


def safe(text: str) -> str:
    """Return a cell's text: what would run as a formula gets an apostrophe before it."""
    text = _BEHIND.sub(r"\1'", text)
    runs = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return "'" + clean(text) if runs else clean(text)


def csv_row(cells: Iterable[str], *, end: str = "\n") -> str:
    """Return a row of CSV, quoted where it must be. The cells are taken as they are."""
    target = io.StringIO()
    csv.writer(target, lineterminator=end).writerow(cells)
    return target.getvalue()
