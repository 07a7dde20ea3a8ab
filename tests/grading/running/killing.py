"""Kills grading runs at random moments, and holds what is left against a run that was left alone.

``python -m tests.grading.running.killing 100`` does so a hundred times; ``make test-kill`` runs it.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.grading.courses import ASSIGNMENT, lay_out_ours
from hvutils.grading.marking.record import read_records, record_path

from .gradebooks import files, rows

STUDENTS = 8
BY_HAND = "student-0003"


@dataclass
class Killed:
    """What became of the runs that were killed.

    Args:
        moments: how many runs were killed.
        rounds: how often the class was graded to its end meanwhile.
    """

    moments: int = 0
    rounds: int = 0


def kill_at_random_moments(moments: int, work: Path, seed: int) -> Killed:
    """Kill runs; check after each that the gradebook is whole, and at the end that all is there.

    Args:
        moments: how many runs are killed.
        work: a folder for the course.
        seed: of the random moments, so that a failure can be had again.
    """
    chance, told = random.Random(seed), Killed()
    fresh = lay_out_ours(work / "fresh", STUDENTS)
    _mark_by_hand(fresh)
    alone = shutil.copytree(fresh, work / "alone")
    begin = time.monotonic()
    assert _start(alone).wait() == 0
    whole = time.monotonic() - begin
    expected = rows(alone), files(alone / "autograded"), files(alone / "feedback")
    assert rows(alone)["grades"], "nothing was graded"
    course, force, again = shutil.copytree(fresh, work / "round-0"), False, 0
    while told.moments < moments:
        goes_on, before = _forced(course), _lines(course)
        run = _start(course, *(["--force"] if force else []))
        # The beginning is the same each time: most of the moments are after it.
        at = whole * chance.uniform(0.0 if chance.random() < 0.2 else 0.4, 1.05)
        try:
            code = run.wait(at)
        except subprocess.TimeoutExpired:
            _kill(run)
            told.moments += 1
            again += 1
            _check_whole(course, expected[0])
            # A forced run begins with its list and takes it away when all are done. One that has
            # no list and has recorded somebody was killed behind that: the next is another one.
            begun = force and not goes_on and (_forced(course) or _lines(course) > before)
            again += STUDENTS if begun else 0
            continue
        assert code == 0
        again += STUDENTS if force and not goes_on else 0
        _check_end(course, expected, again)
        told.rounds += 1
        # In turn: a class that is new, and one that is graded and is graded anew.
        force = not force
        if not force:
            shutil.rmtree(course)
            course, again = shutil.copytree(fresh, work / f"round-{told.rounds}"), 0
    assert _start(course).wait() == 0
    _check_end(course, expected, again)
    return told


def _mark_by_hand(course: Path) -> None:
    from nbgrader.api import Gradebook

    url = f"sqlite:///{course / 'gradebook.db'}"
    with warnings.catch_warnings(action="ignore"), Gradebook(url) as gradebook:
        gradebook.update_or_create_student(BY_HAND)
        gradebook.update_or_create_submission(ASSIGNMENT, BY_HAND)
        grade = gradebook.find_grade("sum-1", ASSIGNMENT, ASSIGNMENT, BY_HAND)
        grade.manual_score, grade.extra_credit = 1.5, 0.25
        comment = gradebook.find_comment("sum-1-answer", ASSIGNMENT, ASSIGNMENT, BY_HAND)
        comment.manual_comment = "See me."
        gradebook.db.commit()


def _start(course: Path, *words: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "hvutils", "grade", ASSIGNMENT, "--course", str(course), *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _kill(run: subprocess.Popen) -> None:
    """Kill the whole group: the runner, its workers, and the process that they are forked from."""
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def _forced(course: Path) -> bool:
    return (course / "grading" / f"{ASSIGNMENT}.forced").exists()


def _lines(course: Path) -> int:
    return len(read_records(record_path(course, ASSIGNMENT)))


def _check_whole(course: Path, expected: dict[str, list[tuple]]) -> None:
    """Check that the gradebook is sound, and has of each submission all or what was before."""
    with closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        assert gradebook.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    recorded = {record.student for record in read_records(record_path(course, ASSIGNMENT))}
    found = rows(course)
    for name, wanted in expected.items():
        for student in {row[0] for row in found[name]} & recorded:
            mine = [row for row in found[name] if row[0] == student]
            assert mine == [row for row in wanted if row[0] == student], (name, student)


def _check_end(course: Path, expected: tuple, again: int) -> None:
    """Check that a run which was let go on has come to the same end, and did little twice.

    Args:
        course: the course.
        expected: what a run that was left alone has made.
        again: how many submissions may have been graded twice: one for each run that was killed,
            which was being recorded then, and all of each forced run that began.
    """
    assert rows(course) == expected[0]
    assert files(course / "autograded") == expected[1]
    assert files(course / "feedback") == expected[2]
    left = [path.name for path in (course / "grading").iterdir()]
    assert sorted(left) == [f".{ASSIGNMENT}.lock", f"{ASSIGNMENT}.jsonl"]
    lines = Counter(record.student for record in read_records(record_path(course, ASSIGNMENT)))
    assert len(lines) == STUDENTS
    assert sum(lines.values()) - STUDENTS <= again, lines


def main(arguments: list[str]) -> int:
    """Kill as many runs as the first argument says."""
    moments = int(arguments[0]) if arguments else 100
    seed = int(arguments[1]) if len(arguments) > 1 else random.SystemRandom().randrange(10**6)
    print(f"killing {moments} runs at random moments (seed {seed})", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        told = kill_at_random_moments(moments, Path(folder), seed)
    print(
        f"{told.moments} runs killed over {told.rounds + 1} rounds of {STUDENTS} submissions: each "
        "round came to the gradebook of a run that was left alone, byte for byte in the grades"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
