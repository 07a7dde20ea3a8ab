"""A class of attackers gets what an honest marker would give, and nobody else is touched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.attacks.__main__ import PAGE, page
from tests.attacks.conftest import Graded, places, processes
from tests.attacks.kit import ASSIGNMENT, Attack, attacks

pytestmark = pytest.mark.grading

ATTACKS = attacks()
WAYS = ("by_hv_grade", "by_nbgrader") if os.environ.get("HV_ATTACKS") == "all" else ("by_hv_grade",)


@pytest.fixture(params=WAYS)
def graded(request: pytest.FixtureRequest) -> Graded:
    """The class, graded in one way after the other."""
    found: Graded = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def worth(repo_root: Path) -> dict[str, float]:
    """What each question is worth."""
    from hvutils.grading.keys.key import load_key

    key = load_key(repo_root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml")
    return {name: question.points for name, question in key.questions.items()}


def test_the_corpus_is_what_it_says():
    assert len(ATTACKS) >= 80
    assert all(attack.tries.endswith(".") for attack in ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_it_earns_what_an_honest_marker_would_give(graded, worth, attack: Attack):
    student = graded.students[attack.name]
    scores = graded.grades(student)
    if attack.reason:
        assert {name: scores.get(name) for name in worth} == dict.fromkeys(worth)
        assert attack.reason in graded.comments(student)
        assert attack.reason in graded.record(student).problem
        return
    if attack.held:
        assert scores["audit"] is None
        assert graded.record(student).held
        return
    shares = attack.share if isinstance(attack.share, dict) else dict.fromkeys(worth, attack.share)
    for name, points in worth.items():
        assert scores[name] == pytest.approx(points * shares.get(name, 0.0)), name


def test_every_honest_student_gets_every_point(graded, worth):
    for student in graded.honest:
        scores = graded.grades(student)
        assert {name: scores[name] for name in worth} == worth, student


def test_nothing_was_read_that_must_not_be(graded):
    """Secrets are planted where no submission may read; none is in anything that came out."""
    for place, word in graded.secrets.words.items():
        assert word not in graded.printed, place
        for folder in ("autograded", "feedback", "grading"):
            for path in (graded.root / folder).rglob("*"):
                own = place == "neighbour" and "z-neighbour" in path.parts
                if path.is_file() and not path.is_symlink() and not own:
                    assert word.encode() not in path.read_bytes(), (place, path)


def test_nothing_of_a_submissions_is_left_running(graded):
    assert processes(graded.secrets.token) == []


def test_nothing_of_a_submissions_is_left_lying_about(graded):
    token = graded.secrets.token
    assert [name for name in places() - graded.files if token in name] == []
    for folder in ("source", "release", "autograded", "feedback", "grading"):
        for path in (graded.root / folder).rglob("*"):
            assert token not in path.name
            assert not path.is_symlink(), path
            assert path.is_file() or path.is_dir(), path
    assert sorted(path.name for path in graded.root.iterdir()) == sorted(
        {"autograded", "gradebook.db", "grading", "nbgrader_config.py", "release", "source"}
        | {"submitted"}
        | ({"feedback"} if (graded.root / "feedback").exists() else set())
        | ({".nbgrader.log"} if (graded.root / ".nbgrader.log").exists() else set())
    )


def test_privileges_and_hosts_were_not_to_be_had(graded):
    for path in (graded.root / "autograded").rglob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            said = json.dumps(cell.get("outputs", []))
            assert "ATTACK-SUCCEEDED" not in said, path


def test_what_is_kept_is_small(graded):
    for folder in ("autograded", "feedback"):
        for path in (graded.root / folder).rglob("*"):
            if path.suffix in (".ipynb", ".html"):
                assert path.stat().st_size < 10 * 1024**2, path


def test_a_submission_that_fills_its_disk_is_stopped(graded):
    student = graded.students["disk-filled"]
    text = (graded.root / "autograded" / student / ASSIGNMENT / "recon.ipynb").read_text()
    assert "WROTE 608 MiB" not in text


def test_what_is_told_of_a_submission_is_no_more_than_a_person_reads(graded):
    for student in (*graded.students.values(), *graded.honest):
        assert len(graded.record(student).incidents) < 200, student


def test_the_run_prints_nothing_that_drives_a_terminal(graded):
    assert not set(graded.printed) & {chr(27), chr(7), chr(8), chr(0x9B)}


def test_the_documentation_lists_every_attack():
    """A stale table is refused: python -m tests.attacks renews it."""
    assert PAGE.read_text(encoding="utf-8") == page()
