"""Two courses of the same shape: one that any nbgrader grades, and one that ours does.

Each has one notebook of 15 cells, 11 of them code and 5 of those graded, that imports pandas and
ipywidgets and has five functions written. In the stock one the tests are plain asserts beside
them; in ours the functions are handed in and called on the same inputs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

__all__ = ["ASSIGNMENT", "CALLS", "lay_out_ours", "lay_out_stock", "nbgrader"]

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = "measured"
_QUESTIONS = 5
_POINTS = 3
_INPUTS = ([1, 2, 3], [])
CALLS = {f"sum-{number}": _INPUTS for number in range(_QUESTIONS)}
"""A question to the inputs that its function is called on, in ours."""

_IMPORTS = "import ipywidgets\nimport pandas as pd"


def lay_out_stock(folder: Path, students: int) -> Path:
    """Make the course for an nbgrader without configuration.

    Args:
        folder: where it is made.
        students: how many have submitted.
    """
    cells = [new_markdown_cell("# Five functions"), new_code_cell(_IMPORTS)]
    for number in range(_QUESTIONS):
        if number < 3:
            cells.append(new_markdown_cell(f"## Question {number}\nAdd {number} to a sum."))
        cells.append(_code(_function(number), grade_id=f"sum-{number}-answer", solution=True))
        tests = "\n".join(
            f"assert add_{number}({given}) == {sum(given) + number}" for given in _INPUTS
        )
        cells.append(
            _code(tests, grade_id=f"sum-{number}", grade=True, locked=True, points=_POINTS)
        )
    config = "c = get_config()\nc.CourseDirectory.course_id = 'measured'\n"
    return _lay_out(folder, students, cells, config, "python3")


def lay_out_ours(folder: Path, students: int) -> Path:
    """Make the course with the project's configuration.

    Args:
        folder: where it is made.
        students: how many have submitted.
    """
    asks = "\n".join(f"ask('sum-{n}', examples=[[1, 2]])" for n in range(_QUESTIONS))
    first = f"{_IMPORTS}\nfrom hvutils.lab import answer, ask, hand_in\n{asks}"
    cells = [new_markdown_cell("# Five functions"), new_code_cell(first)]
    key = ""
    for number in range(_QUESTIONS):
        if number < 3:
            cells.append(new_markdown_cell(f"## Question {number}\nAdd {number} to a sum."))
        says = f"answer('sum-{number}', add_{number})"
        cells.append(
            _code(f"{_function(number)}\n{says}", grade_id=f"sum-{number}-answer", solution=True)
        )
        cells.append(
            _code(
                f"hand_in('sum-{number}')",
                grade_id=f"sum-{number}",
                grade=True,
                locked=True,
                points=_POINTS,
            )
        )
        key += f'[questions.sum-{number}]\nkind = "function"\npoints = {_POINTS}\ncalls = [\n'
        for given in _INPUTS:
            key += f'  {{ input = {given}, returns = {sum(given) + number}, tells = "a sum" }},\n'
        key += "]\n\n"
    config = (
        "c = get_config()\n"
        f"load_subconfig('nbgrader_config.py', path={str(ROOT)!r})\n"
        "c.CourseDirectory.course_id = 'measured'\n"
    )
    source = folder / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    (source / f"{ASSIGNMENT}.key.toml").write_text(key, encoding="utf-8")
    return _lay_out(folder, students, cells, config, "hypervisors")


def nbgrader(folder: Path, *words: str) -> None:
    """Run an nbgrader command in a course, as one does with the environment activated.

    Raises:
        RuntimeError: it failed.
    """
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "JUPYTER_CONFIG_DIR": str(folder),
        "JUPYTER_CONFIG_PATH": "",
    }
    run = subprocess.run(
        ["nbgrader", *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(f"nbgrader {' '.join(words)}: {run.stderr[-2000:]}")


def _lay_out(folder: Path, students: int, cells: list[Any], config: str, kernel: str) -> Path:
    source = folder / "source" / ASSIGNMENT
    source.mkdir(parents=True, exist_ok=True)
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    spec = {"name": kernel, "display_name": kernel, "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": spec})
    nbformat.write(notebook, source / f"{ASSIGNMENT}.ipynb")
    nbgrader(folder, "generate_assignment", ASSIGNMENT)
    # What is handed in is the released notebook with a solution of one's own written into it.
    released = nbformat.read(folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    solved = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in cells}
    for number in range(students):
        for cell in released.cells:
            marks = cell.metadata.get("nbgrader", {})
            if marks.get("solution"):
                # No two submissions are alike, so that nothing is gained by knowing one.
                cell.source = f"{solved[marks['grade_id']].source}\n# by student {number}"
        handed_in = folder / "submitted" / f"student-{number:04}" / ASSIGNMENT
        shutil.rmtree(handed_in, ignore_errors=True)
        handed_in.mkdir(parents=True)
        nbformat.write(released, handed_in / f"{ASSIGNMENT}.ipynb")
        (handed_in / "timestamp.txt").write_text("2026-01-01 12:00:00.000000 UTC")
    return folder


def _function(number: int) -> str:
    return (
        f"### BEGIN SOLUTION\ndef add_{number}(values):\n"
        f"    return int(pd.Series(values, dtype=int).sum()) + {number}\n### END SOLUTION"
    )


def _code(source: str, **marks: Any) -> Any:
    cell = new_code_cell(source)
    plain = {"grade": False, "locked": False, "solution": False, "task": False}
    cell.metadata["nbgrader"] = {"schema_version": 3, **plain, **marks}
    return cell
