"""Prints how fast a class is graded, beside stock nbgrader; `keep` writes docs/bench-grading.md.

python -m benchmarks.grading [keep] [--stock 5,40] [--ours 20,200,2000]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from benchmarks.__main__ import where
from benchmarks.grading.courses import ASSIGNMENT, ROOT, lay_out_ours, lay_out_stock, nbgrader

COMPARED = 200
"""The size of the class at which both are compared."""

Row = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A straight line through what two sizes took: a start, and so much a submission."""

    start: float
    each: float

    def at(self, size: int) -> float:
        """Return the seconds for a size."""
        return self.start + size * self.each


def main(arguments: Sequence[str]) -> int:
    """Measure, print a row at a time, and keep the rows where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grading")
    parser.add_argument("keep", nargs="?", choices=["keep"])
    parser.add_argument("--stock", type=_sizes, default=[5, 40], help="default: 5,40")
    parser.add_argument("--ours", type=_sizes, default=[20, 200, 2000])
    options = parser.parse_args(arguments)
    kept: list[Row] = []
    print(where())
    with tempfile.TemporaryDirectory() as folder:
        for title, said in _rows(Path(folder), options.stock, options.ours):
            print(f"  {title:52}{said}", flush=True)
            kept.append((title, said))
    if options.keep:
        _keep(kept)
    return 0


def _sizes(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]


def _rows(work: Path, stock: Sequence[int], ours: Sequence[int]) -> Iterator[Row]:
    workers = len(os.sched_getaffinity(0))
    courses = {size: lay_out_ours(work / f"ours-{size}", size) for size in ours}
    theirs = {size: lay_out_stock(work / f"stock-{size}", size) for size in stock}
    # In turn, so that what else the machine does falls on both.
    small, large = min(stock), max(stock)
    taken = {small: _stock(theirs[small])}
    yield _said_of_stock(small, taken[small])
    measured: dict[int, dict] = {}
    for size in sorted(ours)[:-1]:
        measured[size] = _ours(courses[size], workers)
        yield _said_of_ours(size, measured[size])
    taken[large] = _stock(theirs[large])
    yield _said_of_stock(large, taken[large])
    for size in sorted(ours)[-1:]:
        measured[size] = _ours(courses[size], workers)
        yield _said_of_ours(size, measured[size])
    each = (taken[large] - taken[small]) / (large - small)
    line = Line(taken[small] - small * each, each)
    compared = min(measured, key=lambda size: abs(size - COMPARED))
    yield from _compared(line, compared, measured[compared])
    yield from _flat(measured)
    yield "the floor: the cells alone, warm", f"{_floor(courses[min(ours)]) * 1000:.1f} ms"
    for name, spent in measured[compared]["seconds"].items():
        yield (
            f"where it goes, a submission: {name}",
            f"{spent / compared * 1000:.1f} ms of one of {workers} processes"
            if name != "record"
            else f"{spent / compared * 1000:.1f} ms of the writer",
        )


def _stock(course: Path) -> float:
    begin = time.perf_counter()
    nbgrader(course, "autograde", ASSIGNMENT)
    nbgrader(course, "generate_feedback", ASSIGNMENT)
    return time.perf_counter() - begin


def _ours(course: Path, workers: int) -> dict:
    for left in ("autograded", "feedback", "grading"):
        shutil.rmtree(course / left, ignore_errors=True)
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.grading.one", str(course), str(workers)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict = json.loads(run.stdout.splitlines()[-1])
    assert not told["problems"], told["problems"]
    return told


def _said_of_stock(size: int, seconds: float) -> Row:
    return f"nbgrader autograde and generate_feedback, {size}", f"{seconds:.1f} s"


def _said_of_ours(size: int, told: dict) -> Row:
    each = (told["whole"] - told["start"]) / size
    return (
        f"hv grade, isolated, with feedback, {size:,}",
        f"{told['whole']:.1f} s: {told['start']:.1f} s to start, then {each * 1000:.0f} ms each; "
        f"{told['memory']:.0f} MB",
    )


def _compared(line: Line, size: int, told: dict) -> Iterator[Row]:
    yield (
        "nbgrader by these two sizes",
        f"{line.start:.1f} s to start, then {line.each * 1000:.0f} ms each",
    )
    yield (
        f"throughput at {size}, start included",
        f"{line.at(size) / told['whole']:.1f} times nbgrader's "
        f"({line.at(size):.0f} s by the line above)",
    )
    each = (told["whole"] - told["start"]) / size
    yield "throughput once started", f"{line.each / each:.1f} times nbgrader's"


def _flat(measured: dict[int, dict]) -> Iterator[Row]:
    small, large = min(measured), max(measured)
    if small == large:
        return
    costs = {
        size: (told["whole"] - told["start"]) / size
        for size, told in measured.items()
        if size in (small, large)
    }
    change = costs[large] / costs[small] - 1
    yield (
        f"cost of a submission, {large:,} beside {small}",
        f"{change:+.0%}; memory {measured[large]['memory'] - measured[small]['memory']:+.0f} MB",
    )


def _floor(course: Path) -> float:
    from hvutils.grading.isolation.environment import student_python

    path = course / "submitted" / "student-0000" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    run = subprocess.run(
        [str(student_python()), str(Path(__file__).with_name("floor.py"))],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(run.stdout)


def _keep(rows: Sequence[Row]) -> None:
    text = [
        "# How fast a class is graded",
        "",
        "    make bench-grading",
        "",
        "prints these figures; `python -m benchmarks.grading keep` writes this page. They are "
        "measured and never asserted: a shared machine would make a test of them fail at random. "
        "Compare the ratios of one run, and not the seconds of two.",
        "",
        f"{where()}. The machine is a shared one of two cores, with other work on it.",
        "",
        "| what | figure |",
        "|---|---|",
        *(f"| {title} | {said} |" for title, said in rows),
        "",
        "Both courses have one notebook of the same shape: 15 cells, 5 of them graded, pandas and "
        "ipywidgets imported, five functions written. nbgrader is stock, without configuration, "
        "its tests plain asserts; it takes the same time for each further notebook, so two small "
        "classes tell what a large one takes. Ours runs each submission in a kernel of its own, "
        "isolated, marks it outside, and writes its feedback page, as `hv grade` does by default, "
        "with a process a core. No two submissions are alike.",
        "",
        "Memory is that of all processes together, shared pages counted once.",
        "",
    ]
    (ROOT / "docs" / "bench-grading.md").write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
