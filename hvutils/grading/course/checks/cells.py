"""The questions of a source notebook: its graded cells, and what its locked cells state."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.utils import is_grade, is_solution

from hvutils.errors import KeyFileError

__all__ = ["NotebookQuestions", "read_notebook"]


@dataclass(frozen=True)
class NotebookQuestions:
    """What a source notebook says of its questions.

    Args:
        points: an automatically graded cell's id to its points.
        by_hand: the ids of the cells that a person marks.
        answers: the ids of the cells that students fill in.
        asked: a question's id to the literal arguments of its ``ask``.
        handed_in: the questions that some graded cell hands in, by that cell's id.
        drawn: the literal arguments of ``draw_set``, or ``None`` where it is not called.
        text: the sources of all cells that a student sees.
    """

    points: Mapping[str, float]
    by_hand: frozenset[str]
    answers: frozenset[str]
    asked: Mapping[str, Mapping[str, Any]]
    handed_in: Mapping[str, str]
    drawn: Mapping[str, Any] | None
    text: str = field(repr=False)


def read_notebook(path: Path) -> NotebookQuestions:
    """Read a source notebook.

    Raises:
        KeyFileError: it is no notebook.
    """
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise KeyFileError(f"{path.name} cannot be read as a notebook: {error}") from None
    points: dict[str, float] = {}
    by_hand, answers = set(), set()
    asked: dict[str, Mapping[str, Any]] = {}
    handed_in: dict[str, str] = {}
    drawn: Mapping[str, Any] | None = None
    seen = []
    for cell in cells:
        name = str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if is_grade(cell) and cell.cell_type == "code" and not is_solution(cell):
            points[name] = float(cell.metadata.nbgrader["points"])
        elif is_grade(cell):
            by_hand.add(name)
        if is_solution(cell):
            answers.add(name)
        else:
            seen.append(cell.source)
        for function, first, options in _calls(cell) if cell.cell_type == "code" else ():
            if function == "ask" and first is not None:
                asked[first] = options
            elif function == "hand_in" and first is not None:
                handed_in[name] = first
            elif function == "draw_set":
                drawn = {"assignment": first, **options}
    return NotebookQuestions(
        *(points, frozenset(by_hand), frozenset(answers), asked, handed_in, drawn),
        "\n".join(seen),
    )


def _calls(cell: Any) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """Yield the calls of plain names in a cell, with their literal arguments."""
    try:
        tree = ast.parse(cell.source)
    except (SyntaxError, ValueError):
        # A cell with a magic command is none that states a question.
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = _literal(node.args[0]) if node.args else None
            options = {word.arg: _literal(word.value) for word in node.keywords if word.arg}
            yield node.func.id, first if isinstance(first, str) else None, options


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
