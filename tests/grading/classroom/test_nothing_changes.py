"""What commands say where nothing can be written: a sentence with the remedy, and nothing changes.

``hv grade`` has tests of its own (running/test_bad_input.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from hvutils.cli import main
from hvutils.grading.course.course import Course
from hvutils.grading.plugins.extensions import FILE

from ...conftest import unavailable
from .simulated import ASSIGNMENT, lay_out
from .test_exporters import export

ROSTER = "First name,Last name,Email address,ID number\nNew,Person,new@example.org,34\n"
# What writes into the gradebook, and into the course's folder.
TO_GRADEBOOK = {
    "build": ("build", ASSIGNMENT),
    "demo": ("demo", ASSIGNMENT),
    "extend": ("extend", "s000", ASSIGNMENT, "2027-01-01"),
    "penalties": ("penalties", ASSIGNMENT),
    "roster": ("roster", "roster.csv", "--apply"),
    "watch": ("watch", ASSIGNMENT),
}
TO_FOLDER = {
    **TO_GRADEBOOK,
    "alias": ("alias", "s000", "s001"),
    "report": ("report", ASSIGNMENT, "--html", "report.html", "--csv", "report.csv"),
}
READING = {
    "report": ("report", ASSIGNMENT),
    "variants": ("variants", ASSIGNMENT, "--host", "weser"),
    "roster, tried": ("roster", "roster.csv"),
}


@pytest.fixture(scope="module")
def laid_out(repo_root, tmp_path_factory) -> Path:
    """A course whose penalties are to be worked out anew, and an exchange."""
    top = tmp_path_factory.mktemp("writing")
    (top / "course").mkdir()
    folder = lay_out(top / "course", repo_root, 24)
    (folder / "roster.csv").write_text(ROSTER)
    (folder / "exchange" / "hypervisors" / "inbound").mkdir(parents=True)
    configure(folder, f"c.Exchange.root = {str(folder / 'exchange')!r}")
    configure(folder, "c.LatePenalty.points_a_day = 3")
    return folder


@pytest.fixture
def folder(laid_out, tmp_path, monkeypatch) -> Path:
    made = shutil.copytree(laid_out, tmp_path / "course")
    monkeypatch.chdir(made)
    return made


def configure(folder: Path, line: str) -> None:
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write(f"{line}\n")


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files, but for what makes sure that a command is alone."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def refused(folder: Path, words: tuple[str, ...], capsys) -> str:
    """Run a command that has to refuse, and return its sentence."""
    before = contents(folder)
    code = main(["course", *words, "--course", str(folder)])
    said = capsys.readouterr().err
    assert code == 2, said
    assert len(said.splitlines()) == 1, said
    assert contents(folder) == before
    return said


@contextmanager
def locked(folder: Path, how: str) -> Iterator[None]:
    """Hold a lock on the gradebook, in another process."""
    hold = f"import sqlite3; c = sqlite3.connect('gradebook.db'); c.execute('BEGIN {how}')"
    with subprocess.Popen(
        [sys.executable, "-c", f"{hold}; print(flush=True); input()"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        other.stdout.readline()
        yield
        other.communicate(b"\n")


def read_only(folder: Path) -> None:
    url = f"sqlite:///file:{folder / 'gradebook.db'}?mode=ro&uri=true"
    configure(folder, f"c.CourseDirectory.db_url = {url!r}")


@pytest.mark.parametrize("words", TO_GRADEBOOK.values(), ids=TO_GRADEBOOK)
def test_a_gradebook_that_is_read_only(folder, words, capsys):
    read_only(folder)
    assert "cannot be written: make it and its folder writable" in refused(folder, words, capsys)


@pytest.mark.parametrize("words", (TO_GRADEBOOK | READING).values(), ids=TO_GRADEBOOK | READING)
def test_a_gradebook_that_is_read_only_and_does_not_know_the_course(folder, words):
    read_only(folder)
    configure(folder, "c.CourseDirectory.course_id = 'another'")
    configure(folder, f"c.Exchange.root = {str(folder / 'exchange')!r}")
    (folder / "exchange" / "another" / "inbound").mkdir(parents=True)
    before = contents(folder)
    # In a process of its own: what nbgrader's log says stands there too.
    run = subprocess.run(
        [sys.executable, "-m", "hvutils", "course", *words, "--course", str(folder)],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2, run.stdout
    assert "cannot be written: make it and its folder writable" in run.stderr
    assert len(run.stderr.splitlines()) == 1, run.stderr
    assert contents(folder) == before


@pytest.mark.parametrize("how", ["EXCLUSIVE", "IMMEDIATE"])
@pytest.mark.parametrize("words", TO_GRADEBOOK.values(), ids=TO_GRADEBOOK)
def test_a_gradebook_that_is_locked(folder, words, how, capsys):
    with locked(folder, how):
        assert "is locked by another program: let it end" in refused(folder, words, capsys)


@pytest.mark.parametrize("words", READING.values(), ids=READING)
def test_what_only_reads_reads_a_gradebook_that_is_read_only(folder, words, capsys):
    read_only(folder)
    before = contents(folder)
    assert main(["course", *words, "--course", str(folder)]) == 0, capsys.readouterr().err
    assert contents(folder) == before


def test_a_roster_that_is_only_tried_makes_no_gradebook(folder, capsys):
    (folder / "gradebook.db").unlink()
    before = contents(folder)
    assert main(["course", "roster", "roster.csv", "--course", str(folder)]) == 0
    assert "new      new  New Person" in capsys.readouterr().out
    assert contents(folder) == before


@pytest.mark.parametrize("words", TO_FOLDER.values(), ids=TO_FOLDER)
def test_a_folder_on_a_disk_that_is_read_only(folder, words, capsys):
    with mounted(folder, "--bind", str(folder)):
        remount = ["mount", "-o", "remount,bind,ro", str(folder)]
        subprocess.run(remount, check=True, capture_output=True)
        said = refused(folder, words, capsys)
    assert "make it and its folder writable" in said or "mount it writable" in said


@pytest.mark.parametrize("words", TO_FOLDER.values(), ids=TO_FOLDER)
def test_a_disk_that_is_full(folder, tmp_path, words, capsys, monkeypatch):
    small = tmp_path / "small"
    small.mkdir()
    with mounted(small, "-t", "tmpfs", "-o", "size=64m", "tmpfs"):
        on_it = shutil.copytree(folder, small / "course")
        fill(small)
        monkeypatch.chdir(on_it)
        said = refused(on_it, words, capsys)
        monkeypatch.chdir(tmp_path)
    assert "make room" in said


def fill(disk: Path) -> None:
    with (disk / "ballast").open("wb", 0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[None]:
    if os.getuid() != 0:
        pytest.skip("only root can mount")
    run = subprocess.run(["mount", *options, str(place)], capture_output=True, text=True)
    if run.returncode:
        unavailable(f"nothing can be mounted here: {run.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_service_does_not_start_with_a_wrong_key(folder, capsys):
    (folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml").write_text("[questions.audit\n")
    said = refused(folder, TO_GRADEBOOK["watch"], capsys)
    assert "key 'recon.key.toml' is no TOML" in said and "mend that line" in said


def test_a_name_that_is_wrong_at_the_end_builds_nothing(folder, capsys):
    said = refused(folder, ("build", ASSIGNMENT, "nope"), capsys)
    assert "there is no assignment 'nope'" in said


def test_a_report_whose_table_cannot_be_written_writes_no_page(folder, capsys):
    words = ("report", ASSIGNMENT, "--html", "report.html", "--csv", "/nowhere/report.csv")
    assert "'/nowhere/report.csv' cannot be written" in refused(folder, words, capsys)


def test_an_extension_that_cannot_be_recorded_is_not_in_the_file_either(folder, capsys):
    course = Course(folder)
    (folder / FILE).write_text(f"[{ASSIGNMENT}]\n's001' = 2027-01-02\n")
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=None)
    assert "has no due date" in refused(folder, TO_GRADEBOOK["extend"], capsys)
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-11-20 22:00 UTC")
    with locked(folder, "IMMEDIATE"):
        assert "is locked" in refused(folder, TO_GRADEBOOK["extend"], capsys)


@pytest.mark.parametrize("trouble", ["none", "locked", "full"])
def test_an_export_that_fails_ends_in_a_sentence(folder, tmp_path, trouble):
    target = str(tmp_path / "marks.csv")
    if trouble == "none":
        (folder / "gradebook.db").unlink()
        run = export(folder, "canvas.CanvasExporter", target)
        assert not (folder / "gradebook.db").exists()
        assert "there is no gradebook" in run.stderr
    elif trouble == "locked":
        with locked(folder, "EXCLUSIVE"):
            run = export(folder, "canvas.CanvasExporter", target)
        assert "is locked by another program: let it end" in run.stderr
    else:
        run = export(folder, "canvas.CanvasExporter", "/dev/full")
        assert "make room" in run.stderr
    assert run.returncode == 2, run.stderr
    assert "Traceback" not in run.stderr
    assert not Path(target).exists()
