"""Execute a source notebook, with its solutions and without: full marks, and none."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import ClearSolutions
from nbgrader.utils import is_grade

from hvutils.grading.isolation.execution import Kernels
from hvutils.grading.isolation.jobs import CodeCell, Job
from hvutils.grading.keys.key import DrawnKey, load_key
from hvutils.grading.plugins.execute import put_executed
from hvutils.grading.plugins.mark import mark_notebook
from hvutils.sets import COURSE_DEMO

__all__ = ["executed_as_it_says"]

_SECONDS = 60


def executed_as_it_says(source: Path, kernels: Kernels, config: Any) -> Iterator[str]:
    """Execute a notebook as it stands and untouched, and yield a sentence for each fault.

    Args:
        source: the source notebook; its key, beside it, was found in order.
        kernels: where it is executed, as submissions are.
        config: the course's configuration, which says what a solution's stub is.
    """
    notebook = nbformat.read(source, as_version=4)
    key = load_key(source.with_suffix(".key.toml")).for_student(COURSE_DEMO, source.parent.name)
    untouched, _ = ClearSolutions(config=config).preprocess(copy.deepcopy(notebook), {})
    for question, (points, _) in _points(source, untouched, key, kernels).items():
        if points:
            yield (
                f"{source.name}, question {question!r}: an untouched notebook earns {points:g} "
                "points: let its cell begin without an answer"
            )
    for question, (points, of) in _points(source, notebook, key, kernels).items():
        if points != of:
            yield (
                f"{source.name}, question {question!r}: its own answer earns {points:g} of "
                f"{of:g} points: mend the solution, or the key"
            )


def _points(
    source: Path, notebook: Any, key: DrawnKey, kernels: Kernels
) -> dict[str, tuple[float, float]]:
    cells = tuple(
        CodeCell(n, cell.source, str(cell.metadata.nbgrader.grade_id) if is_grade(cell) else None)
        for n, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and cell.source.strip()
    )
    job = Job(COURSE_DEMO, source.parent.name, source.stem, cells, key.calls, timeout=_SECONDS)
    executed = kernels.execute(job)
    put_executed(executed, notebook, {})
    marks = mark_notebook(notebook, key, executed.returned)
    return {question: (mark.points, mark.of) for question, mark in marks.items()}
