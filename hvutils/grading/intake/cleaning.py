"""Cleaning: a notebook whose markup runs in no browser, whoever shows it.

Like the intake, it builds anew: outputs of known kinds, with what each may hold. What a person
needs to mark by hand is still there; what a program would have made of it is not.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat

from hvutils.grading.intake.markdown import fenced, safe_markdown
from hvutils.grading.intake.markup import plain, safe_html, svg_image
from hvutils.grading.intake.pictures import PICTURES, is_picture, pictures
from hvutils.grading.intake.words import fit
from hvutils.grading.marking.nodes import new_markdown_cell, new_output

__all__ = ["clean"]

_PICTURE_BYTES = 8 * 1024**2
_TEXT_CHARS = 200_000
_MARKDOWN_CHARS = 50_000
_HTML_CHARS = 500_000
_OUTPUTS = 200
_NOTEBOOK_CHARS = 8 * 1024**2
"""How much of all outputs of a notebook is kept, in characters, pictures included."""

_COLOURED_CELL, _COLOURED = 20_000, 100_000
"""The longest cell, and all cells of a notebook, whose code is shown in colours, in characters:
what finds them takes, for some code, a time that grows with its square."""

_LEFT_OUT = new_output(
    "stream", name="stdout", text="(The notebook shows more than can be kept: this is not shown.)"
)
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_WORD = re.compile(r"[\w .+-]{1,80}")
_GRADE_ID = re.compile(r"[^\s<>\"'&`]{1,128}")


def clean(notebook: Any) -> Any:
    """Return a notebook of which nothing runs.

    Args:
        notebook: an executed or marked notebook of the current format.

    Returns:
        A new one: sources as they were but for markup that would run, outputs of known kinds only,
        no widgets, no metadata but nbgrader's.
    """
    cleaned = copy.copy(notebook)
    cleaned.metadata = nbformat.from_dict(_metadata(notebook.metadata))
    code = [len(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    if max(code, default=0) > _COLOURED_CELL or sum(code) > _COLOURED:
        cleaned.metadata.language_info.pygments_lexer = "text"
    # Before, lest cleaning takes long; and after, for what is escaped grows.
    cells = _bounded(notebook.cells)
    cleaned.cells = _bounded([_cell(cell) for cell in cells])
    return cleaned


def _bounded(cells: Sequence[Any]) -> list[Any]:
    """Leave out what is shown beyond a bound; what the marker says is no submission's."""
    left, bounded = _NOTEBOOK_CHARS, []
    for cell in cells:
        marks = cell.metadata.get("nbgrader")
        marks = marks if isinstance(marks, Mapping) else {}
        if cell.cell_type != "code" or (marks.get("grade") and not marks.get("solution")):
            bounded.append(cell)
            continue
        outputs = []
        for output in cell.get("outputs", [])[:_OUTPUTS]:
            size = _size(output)
            if size <= left:
                outputs.append(output)
                left -= size
            elif not outputs or outputs[-1] != _LEFT_OUT:
                outputs.append(_LEFT_OUT)
        bounded.append(copy.copy(cell))
        bounded[-1].outputs = outputs
    return bounded


def _size(value: Any) -> int:
    """Return how many characters an output takes in a page, where signs and colours grow."""
    if isinstance(value, Mapping):
        grown = 3 * len(value.get("text/markdown") or "")
        return grown + sum(map(_size, value.values()))
    if isinstance(value, list):
        return sum(map(_size, value))
    if not isinstance(value, str):
        return 0
    return len(value) + 5 * sum(map(value.count, "<>&\"'")) + 60 * value.count("\x1b")


def _metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {"language_info": {"name": "python"}}
    kernel = metadata.get("kernelspec")
    if isinstance(kernel, Mapping):
        words = {name: kernel.get(name) for name in ("name", "display_name", "language")}
        if all(isinstance(word, str) and _WORD.fullmatch(word) for word in words.values()):
            kept["kernelspec"] = words
    return kept


def _cell(cell: Any) -> Any:
    source = fit(str(cell.get("source", "")))
    if cell.cell_type == "code":
        cleaned = copy.copy(cell)
        cleaned.source = source
        cleaned.execution_count = _count(cell.get("execution_count"))
        cleaned.outputs = [good for output in cell.get("outputs", []) if (good := _output(output))]
    elif cell.cell_type == "markdown":
        kept = pictures(cell.get("attachments"), _PICTURE_BYTES)
        cleaned = new_markdown_cell(safe_markdown(source, kept))
        if kept:
            cleaned.attachments = nbformat.from_dict(kept)
    else:
        # A raw cell is passed on as it is, to whatever shows the notebook.
        cleaned = new_markdown_cell(fenced(source))
    marks = cell.metadata.get("nbgrader")
    good_marks = isinstance(marks, Mapping) and _GRADE_ID.fullmatch(str(marks.get("grade_id")))
    cleaned.metadata = nbformat.from_dict({"nbgrader": marks} if good_marks else {})
    if _ID.fullmatch(str(cell.get("id", ""))):
        cleaned.id = cell.id
    return cleaned


def _output(output: Any) -> Any:
    kind = output.get("output_type") if isinstance(output, Mapping) else None
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=_shortened(output.get("text")))
    if kind == "error":
        lines = output.get("traceback")
        return new_output(
            "error",
            ename=_shortened(output.get("ename")),
            evalue=_shortened(output.get("evalue")),
            traceback=[_shortened(line) for line in lines] if isinstance(lines, list) else [],
        )
    if kind in ("display_data", "execute_result"):
        return _display(kind, output)
    return None


def _display(kind: str, output: Mapping[str, Any]) -> Any:
    data = output.get("data")
    data = data if isinstance(data, Mapping) else {}
    kept: dict[str, str] = {"text/plain": _shortened(data.get("text/plain"))}
    html = data.get("text/html")
    if isinstance(html, str) and len(html) <= _HTML_CHARS:
        kept["text/html"] = safe_html(html)
    elif isinstance(svg := data.get("image/svg+xml"), str):
        # Some front ends put SVG into the page, where its scripts run.
        kept["text/html"] = safe_html(svg_image(svg))
    if isinstance(text := data.get("text/markdown"), str):
        kept["text/markdown"] = safe_markdown(_shortened(text, _MARKDOWN_CHARS))
    for picture in PICTURES:
        if is_picture(data.get(picture), _PICTURE_BYTES):
            kept[picture] = data[picture]
    extra = {"execution_count": _count(output.get("execution_count"))}
    return new_output(
        kind,
        data=kept,
        metadata=_sizes(output.get("metadata"), kept),
        **(extra if kind == "execute_result" else {}),
    )


def _sizes(metadata: object, kept: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Keep the width and height that a picture is to be shown with."""
    sizes: dict[str, dict[str, int]] = {}
    for picture in PICTURES:
        found = metadata.get(picture) if isinstance(metadata, Mapping) else None
        if picture in kept and isinstance(found, Mapping):
            good = {
                side: found[side]
                for side in ("width", "height")
                if type(found.get(side)) is int and 0 < found[side] <= 5000
            }
            if good:
                sizes[picture] = good
    return sizes


def _count(count: object) -> int | None:
    return count if type(count) is int and 0 <= count < 10**6 else None


def _shortened(text: object, most: int = _TEXT_CHARS) -> str:
    if isinstance(text, list):
        text = "".join(part for part in text if isinstance(part, str))
    if not isinstance(text, str):
        return ""
    cut = text if len(text) <= most else f"{text[:most]}\n… (cut here)"
    return plain(cut)
