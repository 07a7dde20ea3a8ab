"""Prints how fast the reader is; `python -m benchmarks keep` writes docs/bench.md as well."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks import jc
from benchmarks.clock import best, command, times
from benchmarks.machines import ROOT, make, ten_probes
from hvutils import Capture, classify

_HV = ["-m", "hvutils", "classify", "--json"]
_MANY = (1_000, 10_000, 20_000)
_MEGABYTES = (1, 10, 100)
_LOG = "[{0:12.6f}] pci 0000:{1:02x}:{2:02x}.0: [8086:{3:04x}] type 00 class 0x060000 number {4}\n"


def main(arguments: list[str]) -> int:
    """Measure, print a row at a time, and keep the rows where that is asked for."""
    kept = []
    print(where())
    with tempfile.TemporaryDirectory() as folder:
        for title, said in _rows(Path(folder)):
            print(f"  {title:58}{said}", flush=True)
            kept.append(f"| {title} | {said} |")
    if arguments == ["keep"]:
        _keep(kept)
    return 0


def where() -> str:
    """Return when, on what and of which commit figures are."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    return (
        f"{date.today():%d %B %Y}, Python {platform.python_version()}, {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} cores, commit {commit or 'unknown'}"
    )


def _rows(work: Path) -> Iterator[tuple[str, str]]:
    machine = ten_probes(work / "ten")
    yield _starting("import hvutils", ["-c", "import hvutils"], work)
    yield _starting("hv classify --json of ten probes", [*_HV, machine.name], work)
    taken = times(lambda: classify(Capture.load(machine)), 200)
    said = f"{taken[0] * 1000:.2f} ms (best of 200; median {median(taken) * 1000:.2f} ms)"
    yield "ten probes loaded, read and judged, warm", said
    yield from _many(work / "many")
    yield from jc.rows()
    yield from _growing(work / "dmesg")


def _starting(what: str, arguments: list[str], work: Path) -> tuple[str, str]:
    # In turn, so that what else the machine does falls on both.
    bare, ours = 9.9, 9.9
    for _ in range(15):
        bare = min(bare, best(lambda: command(["-c", "pass"], work), 1))
        ours = min(ours, best(lambda: command(arguments, work), 1))
    said = f"{(ours - bare) * 1000:.1f} ms (best of 15; bare {bare * 1000:.1f} ms)"
    return f"{what} over a bare interpreter", said


def _many(work: Path) -> Iterator[tuple[str, str]]:
    work.mkdir()
    names = make(max(_MANY), work)
    for number in _MANY:
        run = command([*_HV, *names[:number]], work)
        failed = f", exit code {run.code}" if run.code else ""
        yield (
            f"hv classify --json of {number:,} captures",
            f"{run.seconds:.1f} s, {run.seconds / number * 1000:.2f} ms each, "
            f"{run.cores:.1f} cores busy, "
            f"peak memory {run.peak_mb:.0f} MB{failed}",
        )


def _growing(work: Path) -> Iterator[tuple[str, str]]:
    work.mkdir()
    for megabytes in _MEGABYTES:
        path = work / f"dmesg-{megabytes}.txt"
        with path.open("w", encoding="utf-8") as file:
            file.write("[    0.000000] Linux version 6.1.0 (build@host)\n")
            number = 0
            while file.tell() < megabytes * 1_000_000:
                file.writelines(
                    _LOG.format(n / 1000, n & 255, n & 31, n & 65535, n)
                    for n in range(number, number + 1000)
                )
                number += 1000
            file.write("[ 9999.000000] Hypervisor detected: KVM\n")
        run = command([*_HV, path.name], work)
        failed = f", exit code {run.code}" if run.code else ""
        path.unlink()
        yield (
            f"hv classify --json of {megabytes} MB of dmesg",
            f"{run.seconds:.2f} s, {run.seconds / megabytes:.3f} s/MB, "
            f"peak memory {run.peak_mb:.0f} MB{failed}",
        )


def _keep(rows: list[str]) -> None:
    text = [
        "# How fast the reader is",
        "",
        "    make bench",
        "",
        "prints these figures; `python -m benchmarks keep` writes this page. They are measured and "
        "never asserted: a shared machine would make a test of them fail at random. Compare the "
        "ratios of one run, and not the seconds of two. A ratio to jc below 1 means that jc is "
        "faster.",
        "",
        f"{where()}. The machine is a shared one of two cores, with other work on it.",
        "",
        "| what | figure |",
        "|---|---|",
        *rows,
        "",
        "The captures are made from the pool and the samples, each with addresses of its own. The "
        "files that both jc and the reader accept are the project's own and, where they are, the "
        "recorded ones beside the checkout; both get the same decoded text, in one process. jc "
        "reads `lspci -vmm` alone, so each listing was written in that form too. Cores busy are "
        "the processor's seconds over the clock's: other work takes its share of both.",
        "",
    ]
    (ROOT / "docs" / "bench.md").write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
