"""The cells of an assignment's notebook as they were handed out: what a submission is held to.

The gradebook has each cell's text, type and points, as nbgrader recorded them when it generated
the assignment; the order of the cells, which it does not keep, is the source notebook's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook

__all__ = ["SourceCell", "SourceNotebook", "source_notebook"]


@dataclass(frozen=True)
class SourceCell:
    """A cell that nbgrader knows, as it was handed out.

    Args:
        grade_id: its id.
        cell_type: ``code`` or ``markdown``.
        source: its text; for a solution cell the stub.
        checksum: nbgrader's checksum of it.
        locked: whether its text is put back whatever a student made of it.
        grade: whether points are given for it.
        solution: whether it is the student's to write.
        task: whether it is a task that is marked by hand.
        points: what can be earned.
    """

    grade_id: str
    cell_type: str
    source: str
    checksum: str | None
    locked: bool
    grade: bool = False
    solution: bool = False
    task: bool = False
    points: float = 0.0

    def metadata(self) -> Any:
        """Return nbgrader's metadata of this cell."""
        found: dict[str, object] = {
            "grade_id": self.grade_id,
            "cell_type": self.cell_type,
            "grade": self.grade,
            "solution": self.solution,
            "locked": self.locked,
            "task": self.task,
            "schema_version": 3,
        }
        if self.checksum:
            found["checksum"] = self.checksum
        if self.grade or self.task:
            found["points"] = self.points
        return nbformat.from_dict(found)


@dataclass(frozen=True)
class SourceNotebook:
    """A notebook as it was handed out.

    Args:
        name: its name, without ending.
        cells: the cells that nbgrader knows, in the order of the source notebook.
        others: the texts of the other cells.
        kernelspec: the kernel that it runs in, as the notebook's metadata names it.
    """

    name: str
    cells: tuple[SourceCell, ...]
    others: frozenset[str] = frozenset()
    kernelspec: Mapping[str, str] = field(default_factory=dict)


def source_notebook(
    gradebook: Gradebook, assignment: str, notebook: str, source: Path | None = None
) -> SourceNotebook:
    """Read what was handed out.

    Args:
        gradebook: the open gradebook.
        assignment: the assignment's name.
        notebook: the notebook's name, without ending.
        source: ``source/<assignment>/<notebook>.ipynb``; without it the order is the gradebook's.

    Raises:
        nbgrader.api.MissingEntry: the gradebook has no such notebook.
    """
    entry = gradebook.find_notebook(notebook, assignment)
    graded = {cell.name: cell for cell in (*entry.grade_cells, *entry.task_cells)}
    tasks = {cell.name for cell in entry.task_cells}
    solutions = {cell.name for cell in entry.solution_cells}
    order, others = _order(source)
    cells = [
        SourceCell(
            cell.name,
            cell.cell_type,
            cell.source or "",
            cell.checksum,
            bool(cell.locked),
            grade=cell.name in graded and cell.name not in tasks,
            solution=cell.name in solutions,
            task=cell.name in tasks,
            points=float(graded[cell.name].max_score) if cell.name in graded else 0.0,
        )
        for cell in entry.source_cells
    ]
    cells.sort(key=lambda cell: order.get(cell.grade_id, len(order)))
    kernelspec = json.loads(entry.kernelspec) if entry.kernelspec else {}
    return SourceNotebook(notebook, tuple(cells), others, kernelspec)


def _order(source: Path | None) -> tuple[dict[str, int], frozenset[str]]:
    if source is None or not source.is_file():
        return {}, frozenset()
    cells = nbformat.read(source, as_version=4).cells
    marks = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells]
    order = {name: place for place, name in enumerate(marks) if name}
    plain = zip(cells, marks, strict=True)
    return order, frozenset(cell.source.strip() for cell, name in plain if not name)
