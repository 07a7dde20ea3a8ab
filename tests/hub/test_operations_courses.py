"""A course's life: backup and restore, its people, a new term and the end of an old one."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.hub.browsing import ASSIGNMENT
from tests.hub.coursework import as_course, submit
from tests.hub.hubs import COURSE
from tests.hub.intruders import EVE

BEN = "hvt-ben"


def rows(file: Path) -> list[str]:
    with sqlite3.connect(file) as gradebook:
        return list(gradebook.iterdump())


def test_a_destroyed_gradebook_comes_back(hub, server):
    assert submit(EVE)["success"]
    as_course(hub, "nbgrader", "collect", ASSIGNMENT, "--update")
    as_course(hub, "hvutils", "grade", ASSIGNMENT)
    gradebook = hub.course / "gradebook.db"
    before = rows(gradebook)
    handed_in = sorted(path.name for path in (hub.course / "submitted").iterdir())
    archive = Path(hub.command("backup", COURSE).stdout.strip())
    assert archive.stat().st_mode & 0o077 == 0
    gradebook.write_bytes(b"destroyed" * 1000)
    shutil.rmtree(hub.course / "submitted")
    health = hub.command("health", check=False)
    assert health.returncode == 1 and "python -m hub restore" in health.stdout
    # A backup of what is broken would be of no use, and would hide the good one.
    refused = hub.command("backup", COURSE, check=False)
    assert refused.returncode == 2 and "is damaged" in refused.stderr
    assert hub.command("restore", COURSE).returncode == 0
    assert rows(gradebook) == before
    assert sorted(path.name for path in (hub.course / "submitted").iterdir()) == handed_in
    assert gradebook.owner() == f"course-{COURSE}"
    assert hub.command("health").returncode == 0
    # Grading goes on where it was.
    assert "Traceback" not in as_course(hub, "hvutils", "grade", ASSIGNMENT)
    assert rows(gradebook) == before


def test_the_formgrader_gets_the_full_names_that_the_machine_knows(hub):
    """Without one it shows "None, None"."""
    name = "hvt-dana"
    command = ["useradd", "--no-create-home", "--comment", "Dana van Doe,Room 1", name]
    subprocess.run(command, check=True)
    try:
        hub.command("enrol", COURSE, name, EVE)
        with sqlite3.connect(hub.course / "gradebook.db") as gradebook:
            known = gradebook.execute("select id, first_name, last_name from student").fetchall()
        assert (name, "Dana", "van Doe") in known
        # One that the hub made has none yet: hv course roster brings it.
        assert (EVE, None, None) in known
        hub.command("enrol", COURSE, name, "--remove")
    finally:
        subprocess.run(["userdel", name], check=True, capture_output=True)


def test_half_a_backup_changes_nothing(hub, server, tmp_path):
    archive = Path(hub.command("backup", COURSE).stdout.strip())
    half = tmp_path / "half.tar.gz"
    half.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    before = rows(hub.course / "gradebook.db")
    done = hub.command("restore", COURSE, "--file", str(half), check=False)
    assert done.returncode == 2 and "nothing was changed" in done.stderr
    assert rows(hub.course / "gradebook.db") == before


def test_a_new_term_and_the_end_of_an_old_one(hub):
    hub.command("new-term", COURSE, "hvnext")
    folder = hub.top / "courses" / "hvnext"
    assert (folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml").owner() == "course-hvnext"
    assert not (folder / "submitted").exists()
    text = (hub.top / "courses.toml").read_text()
    assert text.count("hvt-ines") == 2 and text.count("hvt-ben") == 1
    # Who is in the old course only reaches nothing of the new one's.
    assert hub.as_user(BEN, f"ls {hub.top}/exchange/hvnext").returncode != 0
    assert hub.command("new-term", COURSE, "hvnext", check=False).returncode == 2
    archive = Path(hub.command("archive", "hvnext").stdout.split(" holds")[0])
    with tarfile.open(archive) as packed:
        names = packed.getnames()
    assert f"course/source/{ASSIGNMENT}/{ASSIGNMENT}.key.toml" in names
    assert "exchange/inbound" in names
    assert not folder.exists() and "hvnext" not in (hub.top / "courses.toml").read_text()
    assert hub.command("health").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("enrol", "nowhere", "ada"), "there is no course 'nowhere'"),
        (("enrol", COURSE, "Ada Lovelace"), "cannot be a user name"),
        (("enrol", COURSE, "root"), "is a user of the system"),
        (("enrol", COURSE, "nobody-here", "--remove"), f"is not in '{COURSE}'"),
        (("add-course", "Bad Name"), "cannot be a course's name"),
        (("add-course", "empty", "--source", "/nonexistent"), "has no assignment"),
        (("restore", COURSE, "--file", "/nonexistent"), "cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(hub, arguments, said):
    before = (hub.top / "courses.toml").read_text()
    done = hub.command(*arguments, check=False)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr
    assert (hub.top / "courses.toml").read_text() == before
