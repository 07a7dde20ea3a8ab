"""What of a submission's time is the notebook itself, and what is its kernel."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import nbformat

from benchmarks.grading.courses import ASSIGNMENT, CALLS
from hvutils.grading.isolation.environment import student_python
from hvutils.grading.isolation.execution import Kernels
from hvutils.grading.isolation.jobs import CodeCell, Job
from hvutils.grading.isolation.limits import Limits

__all__ = ["parts"]

_TIMES = 30

Row = tuple[str, str]


def parts(course: Path) -> Iterator[Row]:
    """Measure one submission of a course, alone.

    Args:
        course: the folder of the course.
    """
    path = course / "submitted" / "student-0000" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    code = [(n, cell) for n, cell in enumerate(cells) if cell.cell_type == "code"]
    sources = [cell.source for _, cell in code]
    yield (
        "the floor: the cells and the calls of their functions, warm",
        f"{_floor(sources) * 1000:.1f} ms",
    )
    cells = tuple(
        CodeCell(n, cell.source, _question(cell.metadata.get("nbgrader", {}))) for n, cell in code
    )
    job = Job("student-0000", ASSIGNMENT, ASSIGNMENT, cells, CALLS)
    nothing = Job("student-0000", ASSIGNMENT, ASSIGNMENT, ())
    with Kernels(student_python(), Limits()) as kernels:
        yield "the same in an isolated kernel", f"{_executing(kernels, job) * 1000:.1f} ms"
        said = f"{_executing(kernels, nothing) * 1000:.1f} ms"
        yield "an isolated kernel that is told nothing, from fork to end", said


def _question(marks: dict) -> str | None:
    return str(marks["grade_id"]) if marks.get("grade") else None


def _floor(sources: list[str]) -> float:
    run = subprocess.run(
        [str(student_python()), str(Path(__file__).with_name("floor.py"))],
        input=json.dumps({"cells": sources, "calls": CALLS}),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(run.stdout)


def _executing(kernels: Kernels, job: Job) -> float:
    taken = []
    for _ in range(_TIMES):
        begin = time.perf_counter()
        executed = kernels.execute(job)
        taken.append(time.perf_counter() - begin)
        assert not executed.incidents, executed.incidents
    return median(taken)
