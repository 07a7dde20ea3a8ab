"""Running a hub: backup and restore, terms, and what goes wrong in a class, each tried."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import sqlite3
import subprocess
import tarfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.hub.hubs import COURSE, Hub, ask_server, environment_of, holds, start_server

BEN, EVE = "hvt-ben", "hvt-eve"
ASSIGNMENT = "recon"
ACTION = {"course_id": COURSE, "assignment_id": ASSIGNMENT}


@pytest.fixture(scope="module")
def server(hub: Hub) -> str:
    """Eve's server, in which the assignment is fetched; return her name."""
    start_server(hub, EVE)
    answer = ask_server(EVE, "POST", "/assignments/fetch", ACTION)
    assert answer["success"], answer
    return EVE


def submit(name: str) -> dict:
    """Submit as the button does; the answer's value is what the student reads."""
    return ask_server(name, "POST", "/assignments/submit", ACTION)


def submissions(hub: Hub, name: str) -> list[Path]:
    return sorted((hub.exchange / "inbound").glob(f"{name}+{ASSIGNMENT}+*"))


def as_course(hub: Hub, *module: str) -> str:
    python = hub.top / "envs" / "whole" / "bin" / "python"
    words = " ".join(f"'{word}'" for word in module)
    done = hub.as_user(f"course-{COURSE}", f"cd {hub.course} && {python} -m {words}")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


# --- a student


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


# --- the hub


# Ends well as soon as it has the port.
TAKE = """
import socket, sys, time
while True:
    try:
        socket.create_server(("127.0.0.1", int(sys.argv[1])))
        break
    except OSError:
        time.sleep(0.005)
"""


def test_a_hub_that_is_killed_in_the_middle_of_a_lab(hub, server):
    """Servers and kernels go on, are reached meanwhile, and are found again."""
    ask_server(EVE, "POST", "/api/kernels", {"name": "hypervisors"})
    kernels = ask_server(EVE, "GET", "/api/kernels")
    before = environment_of(EVE)["JUPYTERHUB_SERVICE_URL"]
    port = int(before.split(":")[2].split("/")[0])
    assert holds(hub_pid(hub), port)
    eve = thief(hub, hub.port + 1, 20)
    os.kill(hub_pid(hub), signal.SIGKILL)
    # While there is no hub: the exchange needs none, and the proxy goes on.
    assert submit(EVE)["success"]
    token = environment_of(EVE)["JUPYTERHUB_API_TOKEN"]
    until = time.monotonic() + 240
    while hub.command("health", check=False).returncode and time.monotonic() < until:
        time.sleep(1)
    assert hub.command("health").returncode == 0
    assert environment_of(EVE)["JUPYTERHUB_SERVICE_URL"] == before
    assert [k["id"] for k in ask_server(EVE, "GET", "/api/kernels")] == [k["id"] for k in kernels]
    request = urllib.request.Request(
        f"http://127.0.0.1:{hub.port}/user/{EVE}/api/kernels",
        headers={
            "Host": f"{EVE}.{hub.subdomains}:{hub.port}",
            "Authorization": f"token {token}",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert len(json.loads(answer.read())) == len(kernels)
    _, user = hub.operator("GET", f"/users/{EVE}")
    assert user["servers"][""]["ready"]
    # Its own port, to which the proxy sends log-ins, was never Eve's.
    assert eve.wait(timeout=60) == 124
    # The new hub too keeps the server's port from others, should the server die.
    assert holds(hub_pid(hub), port)


def test_a_formgrader_that_is_killed_comes_back_and_its_port_is_nobody_elses(hub):
    before = pid_of(hub, "hub.lab.formgrader")
    eve = thief(hub, hub.port + 4, 120)
    os.kill(before, signal.SIGKILL)
    until = time.monotonic() + 110
    while running(hub, "hub.lab.formgrader") in (None, before):
        assert time.monotonic() < until, hub.log()[-2000:]
        time.sleep(0.5)
    while hub.command("health", check=False).returncode:
        assert time.monotonic() < until, hub.command("health", check=False).stdout
    # She has tried all the time.
    assert eve.poll() is None
    eve.terminate()
    eve.wait(timeout=30)


def thief(hub: Hub, port: int, seconds: int) -> subprocess.Popen[bytes]:
    """Eve tries to take a port; what is returned ends with 124 when she could not."""
    words = f"{hub.top}/envs/server/bin/python -c {shlex.quote(TAKE)} {port}"
    eve = subprocess.Popen(["runuser", "--login", EVE, "--command", f"timeout {seconds} {words}"])
    time.sleep(2)
    assert eve.poll() is None
    return eve


def hub_pid(hub: Hub) -> int:
    return pid_of(hub, "jupyterhub\0--config")


def pid_of(hub: Hub, words: str) -> int:
    found = running(hub, words)
    assert found is not None, f"nothing runs {words!r}"
    return found


def running(hub: Hub, words: str) -> int | None:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_text()
        except OSError:
            continue
        if words in line and str(hub.top) in line:
            return int(folder.name)
    return None


def test_a_port_in_use_is_named(hub):
    done = hub.command("up", check=False)
    assert done.returncode == 2
    assert f"port {hub.port} (the hub's address) is in use" in done.stderr
    assert "Traceback" not in done.stderr
    # The one that runs is not disturbed.
    assert hub.command("health").returncode == 0


def test_a_missing_proxy_is_named(hub, tmp_path):
    python = str(hub.top / "envs" / "server" / "bin" / "python")
    for change, said in (
        ({"PATH": "/nonexistent"}, "Node.js is not here"),
        ({"HV_HUB": str(empty_hub(hub, tmp_path))}, "make hub installs it with npm"),
        ({"HV_HUB": "/nonexistent"}, "there is no hub in /nonexistent"),
        ({"PORT": "x"}, "PORT=x is no port"),
    ):
        done = subprocess.run(
            [python, "-m", "hub", "up"],
            env=hub.environment() | {"PORT": str(hub.port + 100)} | change,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 2, said
        assert said in done.stderr and "Traceback" not in done.stderr


def empty_hub(hub: Hub, folder: Path) -> Path:
    (folder / "envs").mkdir()
    for name in ("server", "whole", "kernel"):
        (folder / "envs" / name).symlink_to(hub.top / "envs" / name)
    return folder


def test_the_health_endpoint_is_for_everybody_and_names_nobody(hub):
    assert hub.command("health").returncode == 0
    request = urllib.request.Request(
        f"http://127.0.0.1:{hub.port}/services/status/health",
        headers={"Host": f"status--service.{hub.subdomains}:{hub.port}"},
    )
    # What was seen is said for ten seconds: a test before this one may have broken something.
    until = time.monotonic() + 15
    while (answered := ask_health(request))[0] != 200 and time.monotonic() < until:
        time.sleep(0.5)
    code, text = answered
    assert code == 200, text
    assert set(json.loads(text).values()) == {True}
    assert "hvt-" not in text and str(hub.top) not in text


def ask_health(request: urllib.request.Request) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


# --- the course


def rows(file: Path) -> list[str]:
    with sqlite3.connect(file) as gradebook:
        return list(gradebook.iterdump())


def test_a_destroyed_gradebook_comes_back(hub, server):
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
