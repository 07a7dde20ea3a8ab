"""The broken and the hostile of the demo class: what becomes of what they hand in.

Each takes the folder of a submission that is written already, and spoils it. What each must get
stands in ``tests/grading/test_demo_class.py``; the whole corpus of attacks in ``tests/attacks``.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = [
    "Spoil",
    "claim_points",
    "disorder",
    "end_kernel",
    "link",
    "lose_metadata",
    "tear",
    "write_markup",
]

Spoil = Callable[[Path], None]
"""Takes the notebook's path, and spoils the submission around it."""

_MARKUP = (
    "My notes <script>document.title = 'run'</script>\n\n"
    "[a link](javascript:document.title='run') <img src=x onerror=\"document.title='run'\">"
)


def disorder(path: Path) -> None:
    """Delete a graded cell, copy another, move a third, and turn an answer into Markdown."""
    notebook, cells = _read(path)
    first, second, third = [cell for cell in cells if _marks(cell).get("grade")][:3]
    cells.remove(first)
    cells.append(copy.deepcopy(second))
    cells.remove(third)
    cells.insert(0, third)
    answer = next(cell for cell in cells if _marks(cell).get("solution"))
    answer["cell_type"] = "markdown"
    answer.pop("outputs", None)
    answer.pop("execution_count", None)
    _write(path, notebook)


def lose_metadata(path: Path) -> None:
    """Save with an editor that keeps the text of cells and nothing else."""
    notebook, cells = _read(path)
    for cell in cells:
        cell["metadata"] = {}
        cell.pop("id", None)
    _write(path, notebook)


def tear(path: Path) -> None:
    """Lose the second half of the file."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def claim_points(path: Path) -> None:
    """Tag graded cells so that they are not run, show scores in them, and make them worth more."""
    notebook, cells = _read(path)
    shown = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    for cell in cells:
        if _marks(cell).get("grade") and cell["cell_type"] == "code":
            cell["metadata"]["tags"] = ["skip-execution"]
            cell["metadata"]["nbgrader"]["points"] = 1000
            cell["outputs"] = [{**shown, "data": {"text/plain": "1000"}}]
    _write(path, notebook)


def link(path: Path) -> None:
    """Hand in a link to the solution."""
    assignment = path.parent.name
    path.unlink()
    path.symlink_to(Path("../../../source") / assignment / path.name)


def end_kernel(path: Path) -> None:
    """End the kernel in the last cell that answers something."""
    notebook, cells = _read(path)
    codes = [c for c in cells if _marks(c).get("solution") and c["cell_type"] == "code"]
    codes[-1]["source"] = "import os\nos._exit(1)"
    _write(path, notebook)


def write_markup(path: Path) -> None:
    """Write markup that would run in the browser of whoever marks."""
    notebook, cells = _read(path)
    cells.append({"cell_type": "markdown", "metadata": {}, "id": "notes", "source": _MARKUP})
    _write(path, notebook)


def _read(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook, notebook["cells"]


def _write(path: Path, notebook: dict[str, Any]) -> None:
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def _marks(cell: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return found
