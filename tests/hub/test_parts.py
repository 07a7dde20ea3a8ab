"""The hub's parts that need no hub."""

from __future__ import annotations

import json
import os
import pwd
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.courses import Course, groups_of, read_courses, write_courses
from hub.errors import HubError
from hub.exchange import check_exchange, make_exchange
from hub.lab.assignment_list import said
from hub.links import pull_link
from hub.listeners import faults, hold, owners, wait_for
from hub.ports import Ports

ROOT = Path(__file__).resolve().parents[2]
NAMES = st.lists(st.from_regex(r"[a-z_][a-z0-9_.-]{0,8}", fullmatch=True), unique=True).map(tuple)


@given(instructors=NAMES, graders=NAMES, students=NAMES, place=st.integers(1, 200))
def test_courses_are_read_as_they_were_written(
    tmp_path_factory, instructors, graders, students, place
):
    file = tmp_path_factory.mktemp("courses") / "courses.toml"
    course = Course("hv-27", place, instructors, graders, students)
    write_courses(file, {course.name: course})
    assert read_courses(file) == {"hv-27": course}
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("text", "said_of_it"),
    [
        ("[hv]\nplace = 0", "a number from 1 to 200"),
        ("[hv]\nplace = 1\n[hw]\nplace = 1", "the same place"),
        ("[hv]\nplace = 1\nstudents = 'ada'", "is a list of user names"),
        ("[hv]\nplace = 1\nstudents = ['../ada']", "cannot be a user name"),
        ("[Hv]\nplace = 1", "cannot be a course's name"),
        ("[hv]\nplace = 1\ntutors = []", "nothing else"),
        ("hv", "cannot be read"),
    ],
)
def test_a_list_of_courses_that_cannot_be_is_refused(tmp_path, text, said_of_it):
    file = tmp_path / "courses.toml"
    file.write_text(text)
    with pytest.raises(HubError, match=said_of_it):
        read_courses(file)


def test_groups_have_nbgraders_names():
    courses = {"hv": Course("hv", 1, ("ines",), ("gwen",), ("ada",))}
    assert groups_of(courses, "ines") == ["formgrade-hv", "nbgrader-hv"]
    assert groups_of(courses, "ada") == ["nbgrader-hv"]
    assert groups_of(courses, "eve") == []


def test_the_exchange_is_made_and_every_wrong_mode_is_found(tmp_path):
    root, course = tmp_path / "exchange", Course("hv", 1)
    make_exchange(root, course, real_users=False)
    assert check_exchange(root, course, real_users=False) == []
    for folder in (root, root / "hv", *(root / "hv").iterdir()):
        mode = folder.stat().st_mode & 0o7777
        folder.chmod(0o700)
        (fault,) = check_exchange(root, course, real_users=False)
        assert str(folder) in fault and "python -m hub repair" in fault
        folder.chmod(mode)
    (root / "hv" / "inbound").rmdir()
    assert "is not there" in check_exchange(root, course, real_users=False)[0]


def test_a_link_in_the_exchange_is_not_followed(tmp_path):
    root, course = tmp_path / "exchange", Course("hv", 1)
    precious = tmp_path / "precious"
    precious.mkdir(mode=0o700)
    make_exchange(root, course, real_users=False)
    (root / "hv" / "inbound").rmdir()
    (root / "hv" / "inbound").symlink_to(precious)
    with pytest.raises(HubError, match="is no folder: look what it is and whose"):
        make_exchange(root, course, real_users=False)
    assert precious.stat().st_mode & 0o7777 == 0o700
    assert "is no folder" in check_exchange(root, course, real_users=False)[0]


@pytest.fixture
def port() -> Iterator[int]:
    """A port that this process listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def test_who_listens_on_a_port_is_known(port):
    assert owners(port) == {os.getuid()}
    assert faults({port: ("the hub itself", os.getuid())}) == []
    (fault,) = faults({port: ("the hub itself", os.getuid() + 1)})
    me = pwd.getpwuid(os.getuid()).pw_name
    assert fault.startswith(f"{me} listens on port {port}, which is for the hub itself")


def test_a_port_is_waited_for_until_its_process_has_ended_or_another_has_it(port):
    mine, others = {port: ("its proxy", os.getuid())}, {port: ("its proxy", os.getuid() + 1)}
    wait_for(mine, lambda: True, 0)
    with pytest.raises(HubError, match="which is for its proxy"):
        wait_for(others, lambda: True, 30)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        nobodys = {silent.getsockname()[1]: ("its proxy", os.getuid())}
        with pytest.raises(HubError, match="nothing listens for its proxy"):
            wait_for(nobodys, lambda: False, 30)


def test_a_port_that_is_held_is_nobodys_when_its_process_has_ended():
    """Who asks there waits, and is answered by no one else."""
    listen = (
        "import socket, time; s = socket.create_server(('127.0.0.1', 0));"
        "print(s.getsockname()[1], flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", listen], stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout is not None
        port = int(one.stdout.readline())
        try:
            held = hold(one.pid, port)
        except PermissionError as error:
            pytest.skip(f"this machine lets nobody copy a descriptor of another process: {error}")
        finally:
            one.kill()
    with pytest.raises(OSError, match="in use"):
        socket.create_server(("127.0.0.1", port))
    with socket.create_connection(("127.0.0.1", port), timeout=10) as asks:
        asks.settimeout(0.2)
        with pytest.raises(TimeoutError):
            asks.recv(1)
        os.close(held)
        asks.settimeout(10)
        with pytest.raises(ConnectionResetError):
            asks.recv(1)
    socket.create_server(("127.0.0.1", port)).close()


def test_of_a_process_that_does_not_listen_nothing_is_held(port):
    with subprocess.Popen(["sleep", "600"]) as silent:
        try:
            with pytest.raises(OSError, match="does not listen"):
                hold(silent.pid, port)
        finally:
            silent.kill()


def test_a_student_reads_a_sentence_and_no_traceback():
    inside = "Traceback (most recent call last):\n  File x\n"
    for value, read in (
        (f"{inside}nbgrader.exchange.abc.exchange.ExchangeError: Ask.\n", "Ask."),
        (f"{inside}RuntimeError: Directory size is too big.", "Directory size is too big."),
        (f"{inside}OSError: [Errno 5] Input/output error", "Your work is kept"),
        (f"{inside}KeyError", "it does not say why"),
        ("All is well", "All is well"),
    ):
        answer = said({"success": False, "value": value})
        assert read in answer["value"] and "Traceback" not in answer["value"]
    assert said({"success": True, "value": []}) == {"success": True, "value": []}


def test_a_link_brings_notebooks_from_git():
    link = pull_link("https://hub.example/", "https://git.example/a/course.git", "r/x y.ipynb")
    assert link == (
        "https://hub.example/hub/user-redirect/git-pull?"
        "repo=https%3A%2F%2Fgit.example%2Fa%2Fcourse.git&branch=main"
        "&targetpath=course&urlpath=lab%2Ftree%2Fcourse%2Fr%2Fx+y.ipynb"
    )
    for hub, repository in (
        ("hub", "https://g/x"),
        ("https://h", "g"),
        ("https://h", "https://g/"),
    ):
        with pytest.raises(HubError):
            pull_link(hub, repository, "x")


@pytest.mark.parametrize("port", ["0", "80", "x", "70000", "-1"])
def test_what_is_no_port_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(HubError, match=f"PORT={port} is no port"):
        Ports.from_environment()


def test_the_ports_of_a_hub_are_neighbours_and_no_two_alike():
    ports = Ports(9000)
    used = [ports.public, ports.hub, ports.proxy, ports.status]
    used += [ports.formgrader(place) for place in range(1, 201)]
    assert len(set(used)) == len(used) and max(used) < 65536


def test_the_development_container_and_binder_are_what_they_must_be():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    assert container["postCreateCommand"] == "make setup" and container["image"]
    build = ROOT / "binder" / "postBuild"
    assert os.access(build, os.X_OK)
    assert subprocess.run(["bash", "-n", str(build)]).returncode == 0
    lock = (ROOT / "binder" / "requirements.txt").read_text().split("-r ")[1].strip()
    assert (ROOT / "binder" / lock).resolve().is_file()
