"""What a reader of the course gets to see: the release, with the outputs that give nothing away."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from hvutils.bundle import ANSWER_MIME
from hvutils.lab.practice.forms import shape_of
from hvutils.lab.practice.rows import check_row, prediction_row

__all__ = ["reading"]

_WIDGET = "application/vnd.jupyter.widget-view+json"
_ANSWERS = re.compile(r"\b(answer|hand_in)\(")
_PRACTICE = re.compile(r"\b(predict|check)\(\s*\"([\w.-]+)\"")
_REVEALS = re.compile(r"\breveal\(")


def reading(source: Path, release: Path) -> NotebookNode:
    """Return a notebook to be read.

    Args:
        source: the notebook of source/, with outputs.
        release: the one that students get, generated from it.
    """
    stored = {
        cell["id"]: cell["outputs"]
        for cell in nbformat.read(source, as_version=4).cells
        if cell["cell_type"] == "code"
    }
    notebook = nbformat.read(release, as_version=4)
    for cell in notebook.cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                nbformat.from_dict(output) for output in _shown(cell, stored.get(cell["id"], []))
            ]
    notebook.cells = [cell for cell in notebook.cells if cell["source"].strip()]
    return notebook


def _shown(cell: NotebookNode, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is shown below a cell of code."""
    asked = [_asked(*found) for found in _PRACTICE.findall(cell["source"])]
    if asked:
        pictures = [output for output in outputs if _is_picture(output)]
        folded = [_folded(pictures, "The picture (answer first)")] if pictures else []
        return [_stream("\n".join(asked)), *folded]
    if _ANSWERS.search(cell["source"]) or cell["metadata"].get("nbgrader", {}).get("solution"):
        return []
    kept = [output for output in map(_plain, outputs) if output]
    if _REVEALS.search(cell["source"]) and kept:
        return [_folded(kept, "What happens (predict first)")]
    return kept


def _asked(call: str, name: str) -> str:
    row = prediction_row(name) if call == "predict" else check_row(name)
    verb = "predict" if call == "predict" else "answer"
    return f"{name}: {verb} {shape_of(row.form).describe()}"


def _plain(output: dict[str, Any]) -> dict[str, Any] | None:
    """Return an output without widgets, in whose place their text stands."""
    data = output.get("data", {})
    if ANSWER_MIME in data or output.get("name") == "stderr":
        return None
    if _WIDGET in data:
        text = "".join(data["text/plain"])
        return _html(f'<div class="try"><pre>{html.escape(text)}</pre></div>')
    return output


def _folded(outputs: list[dict[str, Any]], title: str) -> dict[str, Any]:
    """Return outputs that unfold, for who has predicted or answered."""
    shown = "".join(map(_markup, outputs))
    return _html(f"<details><summary>{title}</summary>{shown}</details>")


def _markup(output: dict[str, Any]) -> str:
    if _is_picture(output):
        return "".join(output["data"]["text/html"])
    text = "".join(output.get("text", ""))
    return f"<pre>{html.escape(text)}</pre>" if text else ""


def _is_picture(output: dict[str, Any]) -> bool:
    """Whether an output is a picture of the course."""
    return 'class="hv-picture"' in "".join(output.get("data", {}).get("text/html", ""))


def _html(inner: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"text/html": inner}, "metadata": {}}


def _stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text + "\n"}
