"""Runs that are killed, workers that die, disks that fill: nothing is lost, and it is said why."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest
from nbgrader.api import Gradebook
from sqlalchemy.orm import Session

from hvutils.grading.marking.record import record_path
from hvutils.grading.running.gradebook import open_gradebook
from hvutils.grading.running.messages import Graded, Task
from hvutils.grading.running.recording import Writer
from hvutils.grading.running.settings import load_settings
from hvutils.grading.running.snapshot import take_snapshot

from ...conftest import unavailable
from ..conftest import ASSIGNMENT
from .conftest import hv_grade
from .gradebooks import rows
from .killing import kill_at_random_moments

pytestmark = pytest.mark.grading

MOMENTS = 4


def test_runs_killed_at_random_moments_come_to_the_same_gradebook(needs_isolation, tmp_path):
    """A hundred moments take minutes: make test-kill."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    assert kill_at_random_moments(MOMENTS, tmp_path, seed).moments == MOMENTS


def test_a_forced_run_that_is_killed_behind_its_end_is_over(course):
    """Its list is gone, all are graded: the next forced run is another one."""
    assert hv_grade(course, "--force").returncode == 0
    once = record_path(course, ASSIGNMENT).read_text()
    at_the_end = (
        "import os, signal\n"
        "from hvutils import cli\n"
        "from hvutils.grading.running.todo import Todo\n"
        "end = Todo.end\n"
        "def killed(self, state):\n"
        "    end(self, state)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "Todo.end = killed\n"
        f"cli.main(['grade', {ASSIGNMENT!r}, '--force', '--course', {str(course)!r}])\n"
    )
    assert subprocess.run([sys.executable, "-c", at_the_end]).returncode == -signal.SIGKILL
    assert not (course / "grading" / f"{ASSIGNMENT}.forced").exists()
    graded = record_path(course, ASSIGNMENT).read_text()
    assert graded.count("\n") == 2 * once.count("\n")
    assert hv_grade(course, "--force").returncode == 0
    assert record_path(course, ASSIGNMENT).read_text().count("\n") == 3 * once.count("\n")


def test_workers_that_are_killed_cost_a_retry(course, handed_in, tmp_path):
    alone = shutil.copytree(handed_in, tmp_path / "alone")
    assert hv_grade(alone).returncode == 0
    words = [sys.executable, "-m", "hvutils", "grade", ASSIGNMENT, "--course", str(course)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as run:
        killed = 0
        while run.poll() is None and killed < 2:
            if (course / "grading" / f"{ASSIGNMENT}.jsonl").exists() and (found := workers(run)):
                found[0].kill()
                killed += 1
            time.sleep(0.2)
        said, _ = run.communicate(timeout=120)
    assert run.returncode == 0
    assert killed == 2, said
    assert rows(course) == rows(alone)


def workers(run: subprocess.Popen) -> list[psutil.Process]:
    """Return the processes of a run that grade: those forked from the one that it has started."""
    this = psutil.Process(run.pid)
    found = [child for above in this.children() for child in above.children()]
    return [child for child in found if "forkserver" in " ".join(child.cmdline())]


def test_a_submission_that_ends_its_worker_is_named_and_the_others_go_on(course):
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(
            "import os\n"
            "from nbgrader.preprocessors import NbGraderPreprocessor\n"
            "class Ends(NbGraderPreprocessor):\n"
            "    def preprocess(self, nb, resources):\n"
            "        if resources['nbgrader']['student'] == 'dev':\n"
            "            os.kill(os.getpid(), 9)\n"
            "        return nb, resources\n"
            "c.Autograde.autograde_preprocessors.append(Ends)\n"
        )
    run = hv_grade(course)
    assert run.returncode == 0
    reason = "dev: it ended the process that graded it, 2 times"
    assert reason in run.stdout
    assert "SIGKILL" in run.stdout
    found = rows(course)
    assert any(row[0] == "dev" and "it ended the process" in row[3] for row in found["comments"])
    assert {row[0] for row in found["grades"] if row[3] is not None} >= {"ada", "ben", "eva"}


def test_what_a_person_marks_during_a_run_is_not_overtaken(course):
    """The submission is graded again, with the new mark before its eyes."""
    settings = load_settings(course)
    directory = settings.course_directory()
    engine = open_gradebook(directory.db_url)
    with Session(engine) as session:
        snapshot = take_snapshot(session, ASSIGNMENT)
    writer = Writer(engine, directory, snapshot, course / "grading")
    task = Task("ada", writer.prior("ada"))
    with Gradebook(directory.db_url) as gradebook:
        gradebook.update_or_create_student("ada")
        gradebook.update_or_create_submission(ASSIGNMENT, "ada")
        gradebook.find_grade("audit", ASSIGNMENT, ASSIGNMENT, "ada").manual_score = 5
        gradebook.db.commit()
    assert not writer.record(Graded(task, problem="none"))
    assert writer.record(Graded(Task("ada", writer.prior("ada")), problem="none"))
    grades = {row[2]: row[4] for row in rows(course)["grades"] if row[0] == "ada"}
    assert grades["audit"] == 5


def test_a_disk_that_fills_stops_the_run_and_leaves_the_gradebook_whole(handed_in, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(small)],
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        unavailable(f"no small disk can be made here: {mounted.stderr.strip()}")
    try:
        course = shutil.copytree(handed_in, small / "course")
        ballast = small / "ballast"
        left = os.statvfs(small).f_bavail * os.statvfs(small).f_frsize
        ballast.write_bytes(bytes(max(0, left - 800_000)))
        run = hv_grade(course)
        assert run.returncode == 2, run.stdout
        assert len(run.stderr.splitlines()) == 1, run.stderr
        assert "make room" in run.stderr or "Mend that" in run.stderr
        assert "None" not in run.stderr
        check_whole(course)
        before = {row[0] for row in rows(course)["grades"]}
        with ballast.open("ab", 0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        forced = hv_grade(course, "--force")
        assert (forced.returncode, len(forced.stderr.splitlines())) == (2, 1), forced.stderr
        assert "make room" in forced.stderr or "Mend that" in forced.stderr
        assert not (course / "grading" / f"{ASSIGNMENT}.new").exists()
        ballast.unlink()
        again = hv_grade(course)
        assert again.returncode == 0, again.stderr
        check_whole(course)
        assert before < {row[0] for row in rows(course)["grades"]}
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def check_whole(course: Path) -> None:
    with closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        assert gradebook.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_control_c_says_how_to_go_on(course):
    words = [sys.executable, "-m", "hvutils", "grade", ASSIGNMENT, "--course", str(course)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        while run.poll() is None and not (course / "grading" / f"{ASSIGNMENT}.jsonl").exists():
            time.sleep(0.05)
        os.killpg(run.pid, signal.SIGINT)
        said, errors = run.communicate(timeout=60)
    assert run.returncode == 130, said + errors
    assert "the same command goes on from there" in said
    assert errors == ""


def test_a_second_run_of_the_same_assignment_waits_for_its_turn(course):
    words = [sys.executable, "-m", "hvutils", "grade", ASSIGNMENT, "--course", str(course)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as run:
        while not (course / "grading" / f".{ASSIGNMENT}").exists():
            time.sleep(0.02)
        # Held, or it would be done on a busy machine before the second has looked.
        run.send_signal(signal.SIGSTOP)
        second = hv_grade(course)
        run.send_signal(signal.SIGCONT)
        assert run.wait(120) == 0
    assert second.returncode == 2
    assert "another hv grade is grading 'recon'" in second.stderr
