"""The gradebook in PostgreSQL: a server of its own, from the system's package where it is there.

``make test-cluster`` installs it and runs this.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from hvutils.grading.course.course import Course

from ...conftest import unavailable
from ..conftest import ASSIGNMENT
from .conftest import hv_grade
from .gradebooks import COMMENTS, GRADES, rows

pytestmark = pytest.mark.grading


_ENCODING = ("--locale=C", "--encoding=UTF8")


def programs() -> Path:
    """Return the folder of PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    if shutil.which("initdb"):
        return Path(shutil.which("initdb")).parent
    reason = "there is no PostgreSQL: run make test-cluster"
    if os.environ.get("HV_CLUSTER") == "1":
        unavailable(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server on a socket of its own; the address of an empty database in it."""
    binaries = programs()
    # A socket's path may have 107 characters; and the server refuses to be root.
    top = Path(tempfile.mkdtemp(prefix="hv-pg-", dir="/tmp"))
    user = pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    os.chown(top, user.pw_uid, user.pw_gid)

    def run(*words: str) -> None:
        subprocess.run(
            [str(binaries / words[0]), *words[1:]],
            check=True,
            capture_output=True,
            timeout=120,
            user=user.pw_uid if os.getuid() == 0 else None,
            group=user.pw_gid if os.getuid() == 0 else None,
            cwd=top,
        )

    try:
        run("initdb", "-D", str(top / "data"), "-A", "trust", "-U", "grader", *_ENCODING)
        options = f"-k {top} -c listen_addresses="
        run("pg_ctl", "-D", str(top / "data"), "-o", options, "-l", str(top / "log"), "-w", "start")
        try:
            run("createdb", "-h", str(top), "-U", "grader", "grades")
            yield f"postgresql+psycopg://grader@/grades?host={top}"
        finally:
            run("pg_ctl", "-D", str(top / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(top, ignore_errors=True)


def in_database(url: str) -> dict[str, list[tuple]]:
    """Return the grades and comments that a database holds."""
    engine = create_engine(url)
    with engine.connect() as connection:
        grades = [tuple(row) for row in connection.execute(text(GRADES))]
        comments = [tuple(row) for row in connection.execute(text(COMMENTS))]
    engine.dispose()
    return {"grades": grades, "comments": comments}


def test_the_gradebook_may_be_postgresql(course, handed_in, tmp_path, server):
    alone = shutil.copytree(handed_in, tmp_path / "alone")
    assert hv_grade(alone).returncode == 0
    (course / "gradebook.db").unlink()
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.db_url = {server!r}\n")
    Course(course).build(ASSIGNMENT)
    run = hv_grade(course)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stderr == ""
    expected = rows(alone)
    found = in_database(server)
    assert found["grades"] == expected["grades"]
    assert found["comments"] == expected["comments"]
    assert not (course / "gradebook.db").exists()
    again = hv_grade(course, "--force")
    assert again.returncode == 0, again.stderr
    assert in_database(server) == found


def test_a_server_that_does_not_answer(course, tmp_path):
    url = f"postgresql+psycopg://grader:secret@/grades?host={tmp_path}"
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.db_url = {url!r}\n")
    run = hv_grade(course)
    assert run.returncode == 2, run.stdout
    assert "cannot be used" in run.stderr
    assert "secret" not in run.stderr
    assert len(run.stderr.splitlines()) == 1, run.stderr
