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
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from benchmarks.__main__ import where
from benchmarks.grading.courses import ASSIGNMENT, ROOT, lay_out_ours, lay_out_stock, nbgrader
from benchmarks.grading.parts import parts
from benchmarks.grading.processor import spent

COMPARED = 200
"""The size of the class at which both are compared."""

Row = tuple[str, str]


@dataclass(frozen=True)
class Taken:
    """What grading a class took, in seconds.

    Args:
        seconds: by the clock.
        processor: of all processors, all processes together.
        told: what ours tells of itself.
    """

    seconds: float
    processor: float
    told: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A straight line through what two sizes took: a start, and so much a submission."""

    start: float
    each: float

    def at(self, size: int) -> float:
        """Return the seconds for a size."""
        return self.start + size * self.each


def _line(sizes: tuple[int, int], taken: tuple[float, float]) -> Line:
    each = (taken[1] - taken[0]) / (sizes[1] - sizes[0])
    return Line(taken[0] - sizes[0] * each, each)


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
            print(f"  {title:62}{said}", flush=True)
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
    measured: dict[int, Taken] = {}
    for size in sorted(ours)[:-1]:
        measured[size] = _ours(courses[size], workers)
        yield _said_of_ours(size, measured[size])
    taken[large] = _stock(theirs[large])
    yield _said_of_stock(large, taken[large])
    for size in sorted(ours)[-1:]:
        measured[size] = _ours(courses[size], workers)
        yield _said_of_ours(size, measured[size])
    compared = min(measured, key=lambda size: abs(size - COMPARED))
    both = (taken[small], taken[large])
    by_clock = _line((small, large), (both[0].seconds, both[1].seconds))
    by_processor = _line((small, large), (both[0].processor, both[1].processor))
    yield from _compared(by_clock, by_processor, compared, measured[compared])
    yield from _flat(measured)
    yield from parts(courses[min(ours)])
    for name, took in measured[compared].told["seconds"].items():
        who = "the writer" if name == "record" else f"one of {workers} processes"
        each = took / compared * 1000
        yield f"where it goes, a submission: {name}", f"{each:.1f} ms of {who}"


def _stock(course: Path) -> Taken:
    def grade() -> float:
        begin = time.perf_counter()
        nbgrader(course, "autograde", ASSIGNMENT)
        nbgrader(course, "generate_feedback", ASSIGNMENT)
        return time.perf_counter() - begin

    return Taken(*spent(grade))


def _ours(course: Path, workers: int) -> Taken:
    for left in ("autograded", "feedback", "grading"):
        shutil.rmtree(course / left, ignore_errors=True)

    def grade() -> dict:
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

    told, processor = spent(grade)
    return Taken(told["whole"], processor, told)


def _said_of_stock(size: int, taken: Taken) -> Row:
    return (
        f"nbgrader autograde and generate_feedback, {size}",
        f"{taken.seconds:.1f} s; {taken.processor:.1f} s of processors",
    )


def _said_of_ours(size: int, taken: Taken) -> Row:
    start = taken.told["start"]
    each = (taken.seconds - start) / size
    return (
        f"hv grade, isolated, with feedback, {size:,}",
        f"{taken.seconds:.1f} s: {start:.1f} s to start, then {each * 1000:.0f} ms each; "
        f"{taken.processor:.1f} s of processors; {taken.told['memory']:.0f} MB",
    )


def _compared(line: Line, processor: Line, size: int, taken: Taken) -> Iterator[Row]:
    yield (
        "nbgrader by these two sizes",
        f"{line.start:.1f} s to start, then {line.each * 1000:.0f} ms each "
        f"({processor.each * 1000:.0f} ms of processors)",
    )
    yield (
        f"throughput at {size}, start included",
        f"{line.at(size) / taken.seconds:.1f} times nbgrader's "
        f"({line.at(size):.0f} s by the line above)",
    )
    each = (taken.seconds - taken.told["start"]) / size
    yield "throughput once started", f"{line.each / each:.1f} times nbgrader's"
    yield (
        f"processor time at {size}, start included",
        f"{processor.at(size) / taken.processor:.1f} times less than nbgrader's "
        f"({processor.at(size):.0f} s by the line above)",
    )


def _flat(measured: dict[int, Taken]) -> Iterator[Row]:
    sizes = sorted(measured)
    small, large = sizes[0], sizes[-1]
    if small == large:
        return
    costs = {
        size: (measured[size].seconds - measured[size].told["start"]) / size
        for size in (small, large)
    }
    more = measured[large].told["memory"] - measured[small].told["memory"]
    yield (
        f"cost of a submission, {large:,} beside {small}",
        f"{costs[large] / costs[small] - 1:+.0%}; memory {more:+.0f} MB",
    )
    each = [
        _line((a, b), (measured[a].processor, measured[b].processor)).each * 1000
        for a, b in pairwise(sizes)
    ]
    said = ", ".join(
        f"{cost:.1f} ms from {a} to {b:,}"
        for cost, (a, b) in zip(each, pairwise(sizes), strict=True)
    )
    yield "processor time of a submission, all processes", said


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
        "Memory is that of all processes together, shared pages counted once, looked at once a "
        "second.",
        "",
        "The start holds what does not grow with the class: the libraries, the warm processes, "
        "and a rehearsal for which a worker compiles templates and schemas while its kernels "
        "load. Until a worker rehearsed, its first submission took 330 ms more of a processor, "
        "and a class of 20 seemed dearer than one of 200. A start that is slow beside nbgrader's "
        "seconds is a busy machine's: it is the one part that uses both processors and the disk "
        "at once.",
        "",
        "nbgrader at 200, run and not reckoned (`--stock 4,200 --ours 20,200`), on 24 November "
        "2026, a quiet day: 239.1 s beside our 9.3 s, 25.7 times with the start, which took 3.4 s.",
        "",
    ]
    (ROOT / "docs" / "bench-grading.md").write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
