"""A class of attackers, with an honest student beside each, graded in one run."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbgrader.api import Gradebook, MissingEntry

from hvutils.grading.course.course import Course
from hvutils.grading.course.demo import perfect_answers
from hvutils.grading.keys.key import load_key
from hvutils.grading.marking.record import latest, read_records, record_path
from tests.attacks.kit import ASSIGNMENT, Attack, Secrets, Work, answers_of, attacks, fill, read

SECONDS = 2
"""How long a cell may run here: several never end."""

_CONFIG = """\
c = get_config()
load_subconfig('nbgrader_config.py', path={root!r})
c.Exchange.root = {exchange!r}
c.IsolatedExecute.timeout = {seconds}
"""


@dataclass(frozen=True)
class Graded:
    """The class after one run.

    Args:
        secrets: what was planted.
        students: an attack's name to the student who tried it.
        honest: those who did not try anything.
        printed: what the run printed.
        code: its exit code.
        files: what lay in the places for temporary files before the run.
    """

    secrets: Secrets
    students: dict[str, str]
    honest: tuple[str, ...]
    printed: str
    code: int
    files: frozenset[str]

    @property
    def root(self) -> Path:
        """The course's folder."""
        return self.secrets.root

    def grades(self, student: str) -> dict[str, float | None]:
        """Return a student's automatic score by cell, or nothing where there is none at all."""
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as gradebook:
            try:
                submission = gradebook.find_submission(ASSIGNMENT, student)
            except MissingEntry:
                return {}
            return {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    def comments(self, student: str) -> str:
        """Return what the gradebook says about a student's submission."""
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as gradebook:
            submission = gradebook.find_submission(ASSIGNMENT, student)
            return "\n".join(
                comment.auto_comment or ""
                for notebook in submission.notebooks
                for comment in notebook.comments
            )

    def record(self, student: str) -> Any:
        """Return the line of the run's record about a student."""
        return latest(read_records(record_path(self.root, ASSIGNMENT)))[student]


def places() -> frozenset[str]:
    """Return what lies in the places for temporary files."""
    found = set()
    for top in ("/tmp", "/var/tmp", "/dev/shm"):
        for folder, folders, names in os.walk(top):
            found |= {f"{folder}/{name}" for name in (*names, *folders)}
            if folder.count("/") > 3:
                folders.clear()
    return frozenset(found)


def processes(token: str) -> list[str]:
    """Return the command lines of processes that carry a word."""
    lines = []
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or [])
        if token in line and process.pid != os.getpid():
            lines.append(line)
    return lines


def make_class(repo_root: Path, top: Path) -> tuple[Secrets, dict[str, str], tuple[str, ...]]:
    """Lay a course out with its secrets, and hand everybody's work in."""
    token = f"left-{secrets.token_hex(6)}"
    words = {
        place: f"SECRET-{place}-{secrets.token_hex(6)}"
        for place in ("source", "gradebook", "exchange", "home", "environment", "neighbour")
    }
    where = Secrets(top / "course", top / "exchange", top / "home", words, token)
    shutil.copytree(repo_root / "source", where.root / "source")
    for folder in (where.exchange, where.home):
        folder.mkdir()
    where.exchange.chmod(0o777)
    (where.root / "nbgrader_config.py").write_text(
        _CONFIG.format(root=str(repo_root), exchange=str(where.exchange), seconds=SECONDS)
    )
    course = Course(where.root)
    course.build(ASSIGNMENT)
    released = read(where.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    with (where.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml").open("a") as key:
        key.write(f"\n# {words['source']}\n")
    (where.exchange / "notes.txt").write_text(words["exchange"])
    (where.home / "notes.txt").write_text(words["home"])
    course.enrol({"z-neighbour": f"Neighbour {words['gradebook']}"})
    students: dict[str, str] = {}
    honest = []
    for number, attack in enumerate(attacks()):
        honest.append(f"s{number:03}-a-honest")
        students[attack.name] = f"s{number:03}-b-attacker"
        _hand_in(where, released, honest[-1], None)
        _hand_in(where, released, students[attack.name], attack)
    honest.append("z-neighbour")
    folder = _hand_in(where, released, honest[-1], None)
    (folder / "mine.txt").write_text(words["neighbour"])
    return where, students, tuple(honest)


def _hand_in(where: Secrets, released: Any, student: str, attack: Attack | None) -> Path:
    folder = where.root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2026-11-24 12:00:00.000000 UTC")
    key = load_key(where.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml")
    mine = key.for_student(student, ASSIGNMENT)
    answers = perfect_answers(mine) if attack is None else answers_of(attack, mine)
    others = key.for_student("z-neighbour", ASSIGNMENT)
    work = Work(student, folder, fill(released, answers), mine, where, others)
    if attack is not None:
        attack.make(work)
    work.write()
    return folder


def run_class(repo_root: Path, top: Path, *command: str, seconds: int = 1500) -> Iterator[Graded]:
    """Grade the class with one command."""
    where, students, honest = make_class(repo_root, top)
    before = places()
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_CONFIG_DIR": str(where.root),
        "HOME": str(where.home),
        "TOKEN_OF_THE_GRADER": where.words["environment"],
    }
    run = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=where.root,
        env=environment,
        capture_output=True,
        timeout=seconds,
        stdin=subprocess.DEVNULL,
    )
    printed = (run.stdout + run.stderr).decode("utf-8", "replace")
    yield Graded(where, students, honest, printed, run.returncode, before)
    # Folders within folders, pipes and files without modes: what is left of this is ours to remove.
    shutil.rmtree(where.root / "submitted", ignore_errors=True)


@pytest.fixture(scope="session")
def by_hv_grade(repo_root, needs_isolation, tmp_path_factory) -> Iterator[Graded]:
    """The class, graded by hv grade."""
    top = tmp_path_factory.mktemp("attacks")
    yield from run_class(repo_root, top, "hvutils", "grade", ASSIGNMENT)


@pytest.fixture(scope="session")
def by_nbgrader(repo_root, needs_isolation, tmp_path_factory) -> Iterator[Graded]:
    """The class, graded by nbgrader autograde."""
    top = tmp_path_factory.mktemp("attacks")
    yield from run_class(repo_root, top, "nbgrader", "autograde", ASSIGNMENT)
