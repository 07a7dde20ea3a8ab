"""An upgrade in the middle of a term: another JupyterHub, another hvutils, the same class."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.earlier import make_earlier
from tests.hub.hubs import (
    INSTALLED,
    Hub,
    ask_server,
    environment_of,
    free_port,
    new_hub,
    start_server,
)

COURSE, ADA, BEN = "hvterm", "hvu-ada", "hvu-ben"
ASSIGNMENT = "recon"
ACTION = {"course_id": COURSE, "assignment_id": ASSIGNMENT}
NOTEBOOK = f"/api/contents/{COURSE}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"


# JupyterHub 5 gives a service ten seconds, and ends: too little on a busy machine.
PATIENT = """
from jupyterhub.objects import Server
wait_up = Server.wait_up
def patient(self, timeout=10, **options):
    return wait_up(self, timeout=max(timeout, 100), **options)
Server.wait_up = patient
"""


@pytest.fixture
def earlier(needs_hub: None) -> Iterator[Hub]:
    """A hub as it was some commits ago, with JupyterHub 5, and a class at work."""
    hub = new_hub(free_port(), "earlier", subdomains="")
    try:
        (hub.top / "envs").unlink()
        make_earlier(hub.top)
        hub.command("add-course", COURSE)
        # The earlier environment stands on the installed one, which is for the staff's group.
        shutil.chown(INSTALLED / "envs" / "whole", "root", "hv-staff")
        (hub.top / "local_config.py").write_text(PATIENT)
        hub.command("enrol", COURSE, ADA, BEN)
        as_course(hub, "hvutils", "course", "build", ASSIGNMENT)
        as_course(hub, "nbgrader", "release_assignment", ASSIGNMENT)
        hub.start()
        yield hub
    finally:
        hub.remove()


def write(name: str, words: str) -> None:
    model = ask_server(name, "GET", NOTEBOOK)
    model["content"]["cells"][-1]["source"] = words
    ask_server(name, "PUT", NOTEBOOK, {"type": "notebook", "content": model["content"]})


def hand_in(name: str) -> None:
    answer = ask_server(name, "POST", "/assignments/submit", ACTION)
    assert answer["success"], answer


def as_course(hub: Hub, *module: str) -> str:
    python = hub.top / "envs" / "whole" / "bin" / "python"
    words = " ".join(f"'{word}'" for word in module)
    folder = hub.top / "courses" / COURSE
    done = hub.as_user(f"course-{COURSE}", f"cd {folder} && {python} -m {words}")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def grades(hub: Hub) -> list[tuple[object, ...]]:
    file = hub.top / "courses" / COURSE / "gradebook.db"
    with sqlite3.connect(file) as gradebook:
        return gradebook.execute(
            "select s.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade"
            " from grade g join submitted_notebook n on g.notebook_id = n.id"
            " join submitted_assignment s on n.assignment_id = s.id"
            " join base_cell b on g.cell_id = b.id order by 1, 2"
        ).fetchall()


def version_of(hub: Hub) -> str:
    _, answer = hub.operator("GET", "/")
    return str(answer["version"])


def upgrade(hub: Hub) -> None:
    """What docs/hub.md says: back up, stop, install, start."""
    hub.command("backup", COURSE)
    hub.stop()
    (hub.top / "local_config.py").unlink()
    shutil.rmtree(hub.top / "envs")
    (hub.top / "envs").symlink_to(INSTALLED / "envs")
    hub.command("repair")
    hub.start()


def test_an_upgrade_in_the_middle_of_a_term_loses_nothing(earlier):
    hub = earlier
    assert version_of(hub).startswith("5.")
    for name in (ADA, BEN):
        start_server(hub, name)
        assert ask_server(name, "POST", "/assignments/fetch", ACTION)["success"]
        write(name, f"This is {name}'s, before.")
        hand_in(name)
    as_course(hub, "nbgrader", "collect", ASSIGNMENT)
    as_course(hub, "hvutils", "grade", ASSIGNMENT)
    before = grades(hub)
    assert {row[0] for row in before} == {ADA, BEN}
    handed_in = sorted((hub.top / "exchange" / COURSE / "inbound").iterdir())

    upgrade(hub)

    assert version_of(hub).startswith("6.")
    assert hub.command("health").returncode == 0
    # The database of before is kept, should the new one be of no use.
    assert list((hub.top / "state").glob("jupyterhub.sqlite.*"))
    # Marks, submissions and homes are as they were; the hub knows its users.
    assert grades(hub) == before
    assert sorted((hub.top / "exchange" / COURSE / "inbound").iterdir()) == handed_in
    _, users = hub.operator("GET", "/users")
    assert {ADA, BEN} <= {user["name"] for user in users}
    start_server(hub, ADA)
    assert ask_server(ADA, "GET", NOTEBOOK)["content"]["cells"][-1]["source"] == (
        f"This is {ADA}'s, before."
    )
    # The class goes on: hand in again, grade with the new marker what the old one released.
    write(ADA, f"This is {ADA}'s, after.")
    hand_in(ADA)
    as_course(hub, "nbgrader", "collect", ASSIGNMENT, "--update")
    said = as_course(hub, "hvutils", "grade", ASSIGNMENT)
    assert "Traceback" not in said
    after = grades(hub)
    assert [row for row in after if row[0] == BEN] == [row for row in before if row[0] == BEN]
    assert len(after) == len(before)
    collected = hub.top / "courses" / COURSE / "submitted" / ADA / ASSIGNMENT
    assert f"This is {ADA}'s, after." in (collected / f"{ASSIGNMENT}.ipynb").read_text()
    assert environment_of(ADA)["JUPYTERHUB_USER"] == ADA
    assert Path(hub.top, "homes", ADA).owner() == ADA
