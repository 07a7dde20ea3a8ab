"""Many machines in one command: in order, on all cores, and none costs another."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hvutils.reporting.pooling import in_order
from hvutils.reporting.progress import Progress


@pytest.fixture
def fleet(tmp_path: Path, golden: Path) -> list[Path]:
    """Forty machines, one of which is empty, one missing, and one no probe."""
    machines = [tmp_path / f"m{number:02}" for number in range(40)]
    recorded = [golden / name for name in ("xen-dom0", "azure", "bare-metal-flags")]
    for number, machine in enumerate(machines):
        if number not in (7, 8, 9):
            machine.symlink_to(recorded[number % 3])
    machines[7].mkdir()
    machines[9].write_text("nothing of use\n")
    return machines


def test_order_and_errors(fleet: list[Path], hv) -> None:
    done = hv("classify", "--json", *fleet)
    names = [json.loads(row)["capture"] for row in done.stdout.splitlines()]
    assert names == [path.name for path in fleet if path.name not in ("m07", "m08", "m09")]
    assert done.returncode == 2
    assert ["m07" in row or "m08" in row or "m09" in row for row in done.stderr.splitlines()] == [
        True
    ] * 3


def test_standard_input_among_many(fleet: list[Path], golden, hv) -> None:
    text = (golden / "xen-dom0" / "lscpu.txt").read_text()
    given = [*fleet[10:30], "-", *fleet[30:]]
    done = hv("classify", "--json", *given, input=text)
    verdicts = [json.loads(row) for row in done.stdout.splitlines()]
    assert done.returncode == 0
    assert (verdicts[20]["capture"], verdicts[20]["hypervisor"]) == ("standard input", "xen")
    assert len(verdicts) == len(given)


def test_an_archive_on_standard_input(golden, hv) -> None:
    packed = subprocess.run(
        ["tar", "-C", str(golden), "-cz", "xen-dom0"], capture_output=True, check=True
    ).stdout
    done = hv("classify", "-", input=packed, encoding=None)
    assert done.returncode == 0
    assert b"host of xen" in done.stdout


def test_machines_of_one_name_are_told_apart_by_their_paths(tmp_path: Path, golden, hv) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "web").symlink_to(golden / "xen-dom0")
    done = hv("classify", "--json", "a/web", "b/web", cwd=tmp_path)
    assert [json.loads(row)["capture"] for row in done.stdout.splitlines()] == ["a/web", "b/web"]


def test_a_folder_and_its_archive_are_told_apart(tmp_path: Path, golden, hv) -> None:
    (tmp_path / "web").symlink_to(golden / "xen-dom0")
    pack = ["tar", "-C", str(golden), "-czf", str(tmp_path / "web.tar.gz"), "xen-dom0"]
    subprocess.run(pack, check=True)
    done = hv("classify", "--json", "web", "web.tar.gz", cwd=tmp_path)
    names = [json.loads(row)["capture"] for row in done.stdout.splitlines()]
    assert names == ["web", "web.tar.gz"]


def test_a_machine_that_is_not_read_completely_is_named(tmp_path: Path, golden, hv) -> None:
    folder = tmp_path / "partly"
    folder.mkdir()
    (folder / "lscpu.txt").write_bytes((golden / "xen-dom0" / "lscpu.txt").read_bytes())
    (folder / "core").write_bytes(bytes(range(256)) * 64)
    done = hv("classify", golden / "azure", folder)
    assert done.returncode == 2
    assert done.stderr.startswith("hv: partly: 'core' is binary")


def test_ctrl_c_ends_cleanly(tmp_path: Path, golden: Path) -> None:
    machines = [tmp_path / f"m{number:04}" for number in range(4000)]
    for machine in machines:
        machine.symlink_to(golden / "azure")
    target = tmp_path / "out.csv"
    with subprocess.Popen(
        [sys.executable, "-m", "hvutils", "classify", "-o", str(target), *map(str, machines)],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        deadline = time.monotonic() + 30
        # What is not complete yet stands under another name.
        while not list(tmp_path.glob(".out.csv.*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        os.killpg(process.pid, signal.SIGINT)
        _, complaint = process.communicate(timeout=30)
    assert (process.returncode, complaint) == (130, "")
    assert not target.exists()
    assert not list(tmp_path.glob(".out.csv.*"))


@pytest.mark.parametrize("end", ["\n", "\0"])
def test_paths_from_a_file_and_from_standard_input(
    tmp_path: Path, golden, hv, fleet: list[Path], end: str
) -> None:
    listed = tmp_path / "list"
    text = "".join(f"{path}{end}" for path in fleet[10:])
    listed.write_text(text)
    whole = hv("classify", "--json", *fleet[10:]).stdout
    assert hv("classify", "--json", "--files-from", listed).stdout == whole
    assert hv("classify", "--json", "--files-from", "-", input=text).stdout == whole
    assert hv("classify", "--json", fleet[10], "--files-from", listed).stdout.count("\n") == 31


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("",), "an empty PATH names no machine"),
        (("--files-from", "/no/such"), "'/no/such' cannot be read"),
        (("--files-from", "/dev/null"), "'/dev/null' names no PATH"),
    ],
)
def test_paths_that_are_none(hv, arguments: tuple[str, ...], sentence: str) -> None:
    done = hv("classify", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


# --- The pool. ----------------------------------------------------------------------------------


def _double(number: int) -> int:
    return number * 2


def _dies_at_50(number: int) -> int:
    if number == 50:
        os._exit(1)
    return number


def _minus(number: int) -> int:
    return -number


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("count", [0, 1, 7, 100])
def test_results_come_in_order(workers: int, count: int) -> None:
    results = in_order(_double, range(count), _minus, workers=workers)
    assert list(results) == [number * 2 for number in range(count)]


def test_a_process_that_dies_costs_its_item_only() -> None:
    results = list(in_order(_dies_at_50, range(100), _minus, workers=2))
    assert results == [-50 if number == 50 else number for number in range(100)]


def test_some_items_stay_in_this_process() -> None:
    pids = list(in_order(_pid, range(60), _minus, here=(30).__eq__, workers=2))
    assert pids[30] == os.getpid()
    assert os.getpid() not in pids[:30] + pids[31:]


def _pid(number: int) -> int:
    return os.getpid()


def test_what_is_ahead_is_bounded(tmp_path: Path) -> None:
    results = in_order(
        _touch, [str(tmp_path / str(number)) for number in range(3000)], str, workers=2
    )
    next(results)
    time.sleep(0.5)
    # Two processes, three chunks of sixteen for each, and one that was taken.
    assert len(list(tmp_path.iterdir())) <= 7 * 16
    results.close()


def _touch(path: str) -> str:
    Path(path).touch()
    return path


# --- The bar. -----------------------------------------------------------------------------------


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_drawn_when_it_takes_long_and_taken_away() -> None:
    stream, now = _Terminal(), iter(range(100))
    bar = Progress(4, stream, after=0, clock=lambda: float(next(now)))
    bar.advance()
    bar.advance(bad=True)
    assert "2 of 4, 1 a second, 0:02 left, 1 not usable" in stream.getvalue()
    bar.clear()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_no_bar_in_a_pipe_nor_for_one_nor_for_short_work() -> None:
    pipe, one, short = io.StringIO(), _Terminal(), _Terminal()
    for bar in (
        Progress(9, pipe, after=0),
        Progress(1, one, after=0),
        Progress(9, short, after=60),
    ):
        bar.advance()
        bar.clear()
    assert (pipe.getvalue(), one.getvalue(), short.getvalue()) == ("", "", "")
