"""Handing in when something is not as it should be: nothing is lost, and the student is told."""

from __future__ import annotations

import sqlite3
import subprocess
import time

import pytest

from tests.hub.browsing import ASSIGNMENT
from tests.hub.coursework import as_course, submissions, submit
from tests.hub.hubs import COURSE, ask_server, environment_of, start_server
from tests.hub.intruders import EVE


def test_wrong_modes_of_the_exchange_lose_nothing_and_are_named(hub, server):
    inbound = hub.exchange / "inbound"
    inbound.chmod(0o755)
    answer = submit(EVE)
    assert not answer["success"]
    assert answer["value"].startswith("The exchange does not take submissions at present.")
    assert "Your work is kept" in answer["value"] and "Traceback" not in answer["value"]
    health = hub.command("health", check=False)
    assert health.returncode == 1
    assert "has mode 755 instead of 3733: python -m hub repair sets it" in health.stdout
    # A hub would not start so, and says the same; this one goes on.
    start = subprocess.run(
        [str(hub.top / "envs" / "server" / "bin" / "python"), "-m", "hub", "up"],
        env=hub.environment() | {"PORT": str(hub.port + 100)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert start.returncode == 2 and "Traceback" not in start.stderr
    assert f"{inbound} has mode 755 instead of 3733" in start.stderr
    hub.command("repair")
    assert hub.command("health").returncode == 0
    assert submit(EVE)["success"]


def test_submitting_twice_keeps_both_and_the_newest_counts(hub, server):
    path = f"/api/contents/{COURSE}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    model = ask_server(EVE, "GET", path)
    before = len(submissions(hub, EVE))
    for words in ("first", "second"):
        model["content"]["cells"][-1]["source"] = f"My {words} try."
        ask_server(EVE, "PUT", path, {"type": "notebook", "content": model["content"]})
        assert submit(EVE)["success"]
    assert len(submissions(hub, EVE)) == before + 2
    as_course(hub, "nbgrader", "collect", ASSIGNMENT, "--update")
    collected = hub.course / "submitted" / EVE / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert "My second try." in collected.read_text()


def test_a_late_submission_is_taken_and_known_to_be_late(hub, server):
    as_course(hub, "nbgrader", "db", "assignment", "add", ASSIGNMENT, "--duedate=2026-01-01")
    try:
        assert submit(EVE)["success"]
        as_course(hub, "nbgrader", "collect", ASSIGNMENT, "--update")
        as_course(hub, "hvutils", "grade", ASSIGNMENT, "--student", EVE)
        with sqlite3.connect(hub.course / "gradebook.db") as gradebook:
            ((stamp, due),) = gradebook.execute(
                "select s.timestamp, a.duedate from submitted_assignment s join assignment a"
                " on a.id = s.assignment_id where s.student_id = ?",
                [EVE],
            ).fetchall()
        assert stamp > due
    finally:
        as_course(hub, "nbgrader", "db", "assignment", "add", ASSIGNMENT, "--duedate=2099-01-01")


def test_who_leaves_the_course_cannot_hand_in_and_keeps_the_work(hub, server):
    hub.command("enrol", COURSE, EVE, "--remove")
    try:
        # A group is left at the next start of the server, as at any log-in to Linux.
        hub.operator("DELETE", f"/users/{EVE}/server")
        time.sleep(3)
        hub.operator("POST", f"/users/{EVE}/server", {})
        time.sleep(3)
        with pytest.raises(AssertionError, match="has no server"):
            environment_of(EVE)
        assert (hub.top / "homes" / EVE / COURSE / ASSIGNMENT).is_dir()
        done = hub.as_user(EVE, f"ls {hub.exchange}")
        assert done.returncode != 0
    finally:
        hub.enrol("students", EVE)
    start_server(hub, EVE)
    assert submit(EVE)["success"]
