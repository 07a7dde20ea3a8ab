"""Grading on submission, for real: nbgrader's exchange in a temporary folder, submit, wait."""

from __future__ import annotations

import getpass
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hvutils.cli import main
from hvutils.grading.classroom.ledger import HOUR, Entry, Ledger, ledger_path
from hvutils.grading.course.course import Course

from ..conftest import ASSIGNMENT, lay_out_course

PATIENCE = 120


def test_the_rate_holds_for_each_student_and_the_newest_waits():
    ledger = Ledger()
    for n in range(3):
        assert ledger.due({"ada": f"s{n}"}, 100.0 + n, 3, formative=True).grade == ("ada",)
        ledger.graded("ada", f"s{n}", 100.0 + n, formative=True)
    due = ledger.due({"ada": "s3", "ben": "s0"}, 200.0, 3, formative=True)
    assert due.grade == ("ben",)
    assert due.waiting == {"ada": 100.0 + HOUR}
    assert ledger.due({"ada": "s3"}, 100.5 + HOUR, 3, formative=True).grade == ("ada",)


def test_what_is_graded_is_left_alone_until_feedback_may_be_complete():
    ledger = Ledger()
    ledger.graded("ada", "s0", 100.0, formative=True)
    assert ledger.due({"ada": "s0"}, 200.0, 1, formative=True) == Ledger().due(
        {}, 0, 1, formative=True
    )
    assert ledger.due({"ada": "s0"}, 200.0, 1, formative=False).complete == ("ada",)
    ledger.graded("ada", "s0", 200.0, formative=False)
    assert ledger.entries["ada"] == Entry("s0", False, (100.0,))
    assert ledger.due({"ada": "s0"}, 300.0, 1, formative=False).complete == ()


def test_a_ledger_survives_and_a_damaged_one_is_begun_anew(tmp_path):
    path = ledger_path(tmp_path, ASSIGNMENT)
    ledger = Ledger()
    ledger.graded("ada", "s0", 100.0, formative=True)
    ledger.save(path)
    assert Ledger.load(path) == ledger
    ledger.graded("ben", "s1", 100.0, formative=False, unreleased=True)
    ledger.save(path)
    assert Ledger.load(path).unreleased() == {"ben": False}
    for damaged in ("", "[]", '{"ada": 1}', '{"ada": {"submitted"'):
        path.write_text(damaged)
        assert Ledger.load(path) == Ledger()


@dataclass
class Watched:
    """A course, a student's home, an exchange between them, and a service."""

    course: Path
    home: Path
    service: subprocess.Popen | None = None
    lines: list[str] = field(default_factory=list)

    def nbgrader(self, folder: Path, *words: str) -> None:
        run = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=folder,
            env=self.environment(folder),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert run.returncode == 0, run.stderr

    @staticmethod
    def environment(folder: Path) -> dict[str, str]:
        return os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "JUPYTER_CONFIG_DIR": str(folder),
            "JUPYTER_DATA_DIR": str(folder / "data"),
        }

    def start(self, *words: str) -> None:
        log = (self.course / "service.log").open("a")
        self.service = subprocess.Popen(
            [sys.executable, "-m", "hvutils", "course", "watch", ASSIGNMENT, *words],
            cwd=self.course,
            env=self.environment(self.course),
            stdout=log,
            stderr=subprocess.STDOUT,
        )

    def stop(self) -> int:
        assert self.service is not None
        self.service.send_signal(signal.SIGTERM)
        return self.service.wait(PATIENCE)

    def log(self) -> list[str]:
        return (self.course / "service.log").read_text().splitlines()

    def wait_for(self, words: str, times: int = 1) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = [line for line in self.log() if words in line]
            if len(found) >= times:
                return found[-1]
            assert self.service is not None and self.service.poll() is None, self.log()
            time.sleep(0.2)
        raise AssertionError(f"{words!r} did not come: {self.log()}")

    def submit(self) -> None:
        self.nbgrader(self.home, "submit", ASSIGNMENT)

    def fetched(self) -> list[str]:
        self.nbgrader(self.home, "fetch_feedback", ASSIGNMENT)
        pages = sorted((self.home / ASSIGNMENT / "feedback").rglob("*.html"))
        return [page.read_text() for page in pages]

    def due(self, moment: datetime) -> None:
        with Course(self.course).gradebook(make=True) as gradebook:
            gradebook.update_or_create_assignment(ASSIGNMENT, duedate=moment)


@pytest.fixture
def watched(repo_root, needs_isolation, tmp_path) -> Iterator[Watched]:
    exchange = tmp_path / "exchange"
    course, home = tmp_path / "course", tmp_path / "home"
    for folder in (course, home):
        folder.mkdir()
    lay_out_course(repo_root, course, exchange)
    student = (repo_root / "student" / "nbgrader_config.py").read_text()
    (home / "nbgrader_config.py").write_text(f"{student}\nc.Exchange.root = {str(exchange)!r}\n")
    watched = Watched(course, home)
    watched.nbgrader(course, "generate_assignment", ASSIGNMENT)
    watched.nbgrader(course, "release_assignment", ASSIGNMENT)
    watched.nbgrader(home, "fetch_assignment", ASSIGNMENT)
    yield watched
    if watched.service is not None and watched.service.poll() is None:
        watched.service.kill()
        watched.service.wait()


@pytest.mark.grading
def test_submit_and_feedback_arrives_and_a_restart_and_the_deadline(watched):
    user = getpass.getuser()
    watched.due(datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1))
    watched.start("--every", "0.5", "--rate", "2")
    watched.wait_for("watching")
    watched.submit()
    line = watched.wait_for(f"{ASSIGNMENT} {user}")
    assert "graded, feedback released (hints only)" in line
    (page,) = watched.fetched()
    assert "of 12 points" in page or "points" in page

    # A second service is refused; the first one ends when it is told to.
    second = subprocess.run(
        [sys.executable, "-m", "hvutils", "course", "watch", ASSIGNMENT],
        cwd=watched.course,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert second.returncode == 2 and "one is enough" in second.stderr
    assert watched.stop() == 0
    assert "stopped" in watched.log()[-1]

    # What was handed in meanwhile is graded; what was graded is not graded again.
    watched.submit()
    watched.start("--every", "0.5", "--rate", "2")
    watched.wait_for("graded, feedback released", times=2)
    watched.submit()
    assert "graded 2 times within an hour" in watched.wait_for("waits until")
    assert watched.stop() == 0

    # The deadline has passed: who waited for the rate is graded in time, and pages are complete.
    ledger = ledger_path(watched.course, ASSIGNMENT)
    rows = json.loads(ledger.read_text())
    rows[user]["times"] = []
    ledger.write_text(json.dumps(rows))
    watched.due(datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1))
    watched.start("--every", "0.5")
    watched.wait_for("feedback released (complete)")
    assert len(watched.fetched()) == 3
    assert watched.stop() == 0
    assert sum("feedback released" in line for line in watched.log()) == 3
    assert not any("Traceback" in line for line in watched.log())


@pytest.mark.grading
def test_what_could_not_be_released_is_released_after_a_restart(watched):
    feedback = watched.course.parent / "exchange" / "hypervisors" / "feedback"
    feedback.write_text("in the way")
    watched.submit()
    watched.start("--every", "0.5")
    watched.wait_for("graded, its release waits: releasing feedback failed")
    assert watched.stop() == 0

    feedback.unlink()
    watched.start("--every", "0.5")
    watched.wait_for("feedback released (hints only)")
    assert watched.stop() == 0
    assert len(watched.fetched()) == 1
    assert not any("Traceback" in line for line in watched.log())


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("nope",), "there is no assignment 'nope'"),
        ((ASSIGNMENT,), "there is no exchange to watch"),
    ],
)
def test_what_cannot_be_watched_is_named(repo_root, tmp_path, capsys, words, reason):
    folder = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    assert main(["course", "watch", *words, "--course", str(folder)]) == 2
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize("words", [("--rate", "0"), ("--every", "x"), ("--every", "0")])
def test_settings_that_make_no_sense_are_refused(words, capsys):
    with pytest.raises(SystemExit):
        main(["course", "watch", ASSIGNMENT, *words])
    assert "is no number" in capsys.readouterr().err
