"""The exchange, in which everybody can write: what is planted there, and what is handed in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.hub.browsing import ASSIGNMENT
from tests.hub.coursework import ACTION
from tests.hub.hubs import COURSE, ask_server
from tests.hub.intruders import ADA, EVE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("plant", ["folder", "link", "inside"])
def test_what_a_student_put_where_a_course_is_to_be_is_given_to_nobody(hub, tmp_path, plant):
    """The exchange can be written by all: root must not follow what lies in it."""
    name = f"hvp{plant}"
    place = hub.top / "exchange" / name
    precious = Path("/srv", f"hv-precious-{hub.port}")
    precious.mkdir(mode=0o700)
    try:
        script = {
            "folder": f"mkdir -m 777 {place}",
            "link": f"ln -s {precious} {place}",
            "inside": f"mkdir -m 777 {place} && ln -s {precious} {place}/inbound",
        }[plant]
        assert hub.as_user(EVE, script).returncode == 0
        done = hub.command("add-course", name, check=False)
        assert done.returncode == 2 and "Traceback" not in done.stderr
        assert str(place) in done.stderr
        assert ("is no folder" if plant == "link" else f"belongs to {EVE}") in done.stderr
        status = precious.stat()
        assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (0, 0, 0o700)
        assert name not in (hub.top / "courses.toml").read_text()
        # Once it is gone the course can be added.
        place.unlink() if place.is_symlink() else shutil.rmtree(place)
        hub.command("add-course", name)
        hub.command("archive", name)
    finally:
        precious.rmdir()


def test_a_courses_account_reads_no_file_of_roots_by_a_new_term(hub):
    """Graders have a shell as the course: a link in its source/ is copied as a link."""
    secret = Path("/srv", f"hv-secret-{hub.port}")
    secret.write_text("of root")
    secret.chmod(0o600)
    link = hub.course / "source" / ASSIGNMENT / "link.txt"
    link.symlink_to(secret)
    try:
        hub.command("new-term", COURSE, "hvlinks")
        copied = hub.top / "courses" / "hvlinks" / "source" / ASSIGNMENT / "link.txt"
        assert copied.is_symlink()
        assert secret.owner() == "root" and secret.stat().st_mode & 0o777 == 0o600
        assert hub.as_user("course-hvlinks", f"cat {copied}").returncode != 0
    finally:
        link.unlink()
        hub.command("archive", "hvlinks")
        secret.unlink()


HOSTILE = f"""
set -e
cd {{inbound}}
made() {{{{ d="{EVE}+{ASSIGNMENT}+2099-01-01 00:00:0$1.000000 UTC+$2"; mkdir "$d"; }}}}
stamp() {{{{ printf '2099-01-01 00:00:0%s.000000 UTC' $1 > "$d/timestamp.txt"; }}}}
made 1 key; stamp 1; ln -s {{key}} "$d/recon.ipynb"
made 2 fifo; stamp 2; mkfifo "$d/recon.ipynb"
made 3 large; stamp 3; truncate -s 1T "$d/recon.ipynb"
made 4 hard; stamp 4; echo '{{{{}}}}' > ~/mine; ln ~/mine "$d/recon.ipynb"
made 5 shut; stamp 5; echo '{{{{}}}}' > "$d/recon.ipynb"; chmod 000 "$d/recon.ipynb"
made 6 deep; stamp 6; (cd "$d"; for n in $(seq 60); do mkdir d; cd d; done)
ln -s {{course}}/source/recon "{EVE}+{ASSIGNMENT}+2099-01-01 00:00:07.000000 UTC+linked"
"""


def test_hostile_submissions_are_collected_as_nothing(hub, ada_at_work):
    """Links to the key, a pipe that never ends, a terabyte: Ada's is collected all the same."""
    assert ask_server(ADA, "POST", "/assignments/submit", ACTION)["success"]
    inbound = hub.exchange / "inbound"
    key = hub.course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml"
    script = HOSTILE.format(inbound=inbound, key=key, course=hub.course)
    done = hub.as_user(EVE, script)
    assert done.returncode == 0, done.stderr
    submitted = hub.course / "submitted"
    kept = submitted / EVE
    before = kept.exists()
    python = hub.top / "envs" / "whole" / "bin" / "python"
    try:
        for stamp in range(7, 0, -1):
            command = f"cd {hub.course} && {python} -m nbgrader collect {ASSIGNMENT} --update"
            said = hub.as_user(f"course-{COURSE}", command)
            assert said.returncode == 0, said.stdout + said.stderr
            assert "Traceback" not in said.stdout + said.stderr
            for path in (kept / ASSIGNMENT).rglob("*") if kept.exists() else ():
                assert not path.is_symlink() and path.stat().st_size < 10**6
                if path.is_file():
                    assert b"[[" not in path.read_bytes()[:2000] or path.suffix == ".ipynb"
            # The newest first, then the one before it.
            for folder in inbound.glob(f"{EVE}+{ASSIGNMENT}+2099-01-01 00:00:0{stamp}*"):
                folder.unlink() if folder.is_symlink() else shutil.rmtree(folder)
            if not before:
                shutil.rmtree(kept, ignore_errors=True)
        collected = submitted / ADA / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        assert json.loads(collected.read_text())["cells"]
    finally:
        for folder in inbound.glob(f"{EVE}+{ASSIGNMENT}+2099*"):
            folder.unlink() if folder.is_symlink() else shutil.rmtree(folder)
