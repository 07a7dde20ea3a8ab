"""A notebook's bytes, hostile, become a notebook of the current format that holds nothing odd.

It is not validated and mended, it is built anew from the few things that a marker needs: each
cell's type, source, id, nbgrader metadata and pictures. Everything else is left behind.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import nbformat
from nbformat.v4 import new_notebook

from hvutils.grading.intake.folder import RefusedError
from hvutils.grading.intake.limits import IntakeLimits
from hvutils.grading.intake.pictures import pictures
from hvutils.grading.intake.words import few, fit
from hvutils.grading.marking.nodes import new_code_cell, new_markdown_cell, new_raw_cell

__all__ = ["parse_notebook"]

_MAKE = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_FIELDS = {
    "grade_id": str,
    "cell_type": str,
    "checksum": str,
    "grade": bool,
    "solution": bool,
    "locked": bool,
    "task": bool,
}
_LONGEST_FIELD = 200
# Tags that change what is executed or what counts as a failure.
_STEERING = {"skip-execution", "raises-exception", "nbval-skip"}


def parse_notebook(content: bytes, limits: IntakeLimits) -> tuple[Any, list[str]]:
    """Read a notebook.

    Args:
        content: the file's bytes.
        limits: how much is looked at.

    Returns:
        The notebook, without outputs, and what was odd about it: one sentence each.

    Raises:
        RefusedError: it is no notebook, or exceeds the limits.
    """
    data = _json(content)
    if not isinstance(data, dict):
        raise RefusedError("is no notebook, for its JSON is no object")
    if _depth(data) > limits.depth:
        raise RefusedError(f"is no notebook, for its JSON is nested more than {limits.depth} deep")
    notes: list[str] = []
    cells = _cells(data, notes)
    if len(cells) > limits.cells:
        raise RefusedError(
            f"has {len(cells):,} cells, and at most {limits.cells:,} are looked at: "
            "ask for it without them"
        )
    notes += _steering(cells)
    notebook = new_notebook()
    seen: set[str] = set()
    left = limits.source_chars
    for number, found in enumerate(cells, 1):
        cell = _cell(number, found, limits, notes)
        if cell is not None:
            left -= len(cell.source)
            if left < 0:
                raise RefusedError(
                    f"has more than {limits.source_chars:,} characters in its cells: ask for it "
                    "without them"
                )
            _identify(cell, found, number, seen)
            notebook.cells.append(cell)
    return notebook, few(notes)


def _json(content: bytes) -> Any:
    if not content.strip():
        raise RefusedError("is empty: ask for it again")
    try:
        # NaN and Infinity are no JSON, and 1e999 is no number that can be written again.
        return json.loads(content, parse_constant=lambda _: None, parse_float=_number)
    except (ValueError, RecursionError, MemoryError):
        raise RefusedError("is no notebook, for it is not JSON: ask for it again") from None


def _number(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _depth(data: object) -> int:
    """Measure how deeply JSON is nested, without recursion."""
    depth, level = 0, [data]
    while level:
        depth += 1
        level = [inner for outer in level for inner in _inner(outer)]
    return depth


def _inner(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from (inner for inner in value.values() if isinstance(inner, dict | list))
    elif isinstance(value, list):
        yield from (inner for inner in value if isinstance(inner, dict | list))


def _cells(data: dict[str, Any], notes: list[str]) -> list[Any]:
    cells = data.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = data.get("worksheets")
    if isinstance(sheets, list):
        notes.append("the notebook was in the format of nbformat 3, and was converted")
        found = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        return [_converted(cell) for cells in found if isinstance(cells, list) for cell in cells]
    raise RefusedError("is no notebook, for it has no cells: ask for it again")


def _converted(cell: Any) -> Any:
    """Convert a cell of nbformat 3, which has other names for a few things."""
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    if kind == "code":
        return {**cell, "source": cell.get("input")}
    if kind == "heading":
        level = cell.get("level")
        signs = "#" * (level if type(level) is int and 1 <= level <= 6 else 1)
        return {**cell, "cell_type": "markdown", "source": f"{signs} {_text(cell.get('source'))}"}
    return {**cell, "cell_type": "markdown"} if kind == "html" else cell


def _cell(number: int, found: Any, limits: IntakeLimits, notes: list[str]) -> Any:
    kind = found.get("cell_type") if isinstance(found, dict) else None
    if not isinstance(kind, str) or kind not in _MAKE:
        notes.append(f"cell {number} is no cell, and was left out")
        return None
    source = _text(found.get("source"))
    most = limits.code_chars if kind == "code" else limits.text_chars
    if len(source) > most:
        notes.append(f"cell {number} has {len(source):,} characters, and at most {most:,} are kept")
        source = (
            f"# This cell had {len(source):,} characters, and was not run."
            if kind == "code"
            else f"{source[:most]}\n\n*(cut here: the cell had {len(source):,} characters)*"
        )
    cell = _MAKE[kind](source)
    metadata = found.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    if marks := _nbgrader(metadata.get("nbgrader")):
        cell.metadata["nbgrader"] = nbformat.from_dict(marks)
    if kind == "markdown":
        kept = pictures(found.get("attachments"), limits.attachment_bytes)
        if kept:
            cell.attachments = nbformat.from_dict(kept)
    return cell


def _steering(cells: list[Any]) -> list[str]:
    """Name the tags that steer execution, a sentence each, however many cells have it."""
    where: dict[str, list[int]] = {}
    for number, cell in enumerate(cells, 1):
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        tags = metadata.get("tags") if isinstance(metadata, dict) else None
        for tag in tags if isinstance(tags, list) else ():
            if isinstance(tag, str) and tag in _STEERING and number not in where.get(tag, ()):
                where.setdefault(tag, []).append(number)
    return [
        f"{f'cell {numbers[0]}' if len(numbers) == 1 else f'{len(numbers)} cells'} had the tag "
        f"{tag!r}, which was taken away"
        for tag, numbers in sorted(where.items())
    ]


def _identify(cell: Any, found: dict[str, Any], number: int, seen: set[str]) -> None:
    """Give a cell its own id where that is a good one and new, else one by its place."""
    own = found.get("id")
    if not isinstance(own, str) or not _ID.fullmatch(own) or own in seen:
        own = f"cell-{number}"
        while own in seen:
            own += "-"
    cell.id = own
    seen.add(own)


def _text(source: object) -> str:
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return fit(source).replace("\x00", "\ufffd") if isinstance(source, str) else ""


def _nbgrader(found: object) -> dict[str, object]:
    """Keep what nbgrader's metadata may hold; what is right about it is decided in the repair."""
    if not isinstance(found, dict):
        return {}
    kept: dict[str, object] = {}
    for name, kind in _FIELDS.items():
        value = found.get(name)
        if isinstance(value, kind) and len(str(value)) <= _LONGEST_FIELD:
            kept[name] = fit(value) if isinstance(value, str) else value
    points = found.get("points")
    if isinstance(points, int | float) and not isinstance(points, bool) and abs(points) < 1e9:
        kept["points"] = float(points)
    return kept if kept.get("grade_id") else {}
