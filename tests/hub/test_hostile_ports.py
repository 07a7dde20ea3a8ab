"""Ports: who listens where, and what each answers to somebody without a token."""

from __future__ import annotations

import shlex
import socket
from pathlib import Path

import pytest

from tests.hub.browsing import ASSIGNMENT
from tests.hub.hubs import COURSE, ask_server
from tests.hub.intruders import ADA, EVE, port_of, thief_on

pytestmark = pytest.mark.browser


def test_no_process_of_a_users_answers_a_stranger(hub, ada_at_work):
    """A kernel that listened on a port could be asked by everybody; a debugger would obey."""
    uid = Path("/proc", ada_at_work).stat().st_uid
    listening = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if int(words[7]) == uid and (words[3] == "0A" or table.startswith("udp")):
                listening.append(int(words[1].rpartition(":")[2], 16))
    # ipykernel has one more for what forked processes print: it speaks ZeroMQ, takes what begins
    # with a secret of sixteen bytes, and tells nothing.
    assert port_of(ADA) in listening
    others = [port for port in listening if port != port_of(ADA)]
    assert len(others) <= len(ask_server(ADA, "GET", "/api/kernels"))
    for port in others:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as stranger:
            assert stranger.recv(10)[:1] == b"\xff"
    specs = ask_server(ADA, "GET", "/api/kernelspecs")["kernelspecs"]
    assert list(specs) == ["hypervisors"]
    assert specs["hypervisors"]["spec"]["metadata"]["debugger"] is False


def test_every_port_of_the_hub_refuses_a_shell_without_a_token(hub, ada_at_work):
    """Asked from Eve's shell, each port of the hub and of Ada's server."""
    script = """
import sys, urllib.error, urllib.request
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_): return None
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
for address in sys.argv[1:]:
    try:
        print(opener.open(address, timeout=20).status, address)
    except urllib.error.HTTPError as error:
        print(error.code, address)
"""
    base, ada = hub.port, port_of(ADA)
    asked = [
        f"http://127.0.0.1:{base + 1}/hub/api/users",
        f"http://127.0.0.1:{base + 1}/hub/api/proxy",
        f"http://127.0.0.1:{base + 1}/hub/metrics",
        f"http://127.0.0.1:{base + 2}/api/routes",
        f"http://127.0.0.1:{base + 2}/api/routes/user/{ADA}",
        f"http://127.0.0.1:{base + 4}/services/{COURSE}/formgrader/api/assignments",
        f"http://127.0.0.1:{base + 4}/services/{COURSE}/files/gradebook.db",
        f"http://127.0.0.1:{ada}/user/{ADA}/api/contents",
        f"http://127.0.0.1:{ada}/user/{ADA}/api/kernels",
        f"http://127.0.0.1:{ada}/user/{ADA}/files/{COURSE}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb",
        f"http://127.0.0.1:{ada}/user/{ADA}/metrics",
    ]
    python = hub.top / "envs" / "server" / "bin" / "python"
    words = " ".join(map(shlex.quote, (str(python), "-c", script, *asked)))
    done = hub.as_user(EVE, words)
    answers = dict(reversed(line.split(" ", 1)) for line in done.stdout.splitlines())
    assert answers.keys() == set(asked), done.stderr
    assert set(answers.values()) <= {"302", "403", "404"}, answers


def test_who_listens_on_a_formgraders_port_is_named(hub, ada_at_work):
    """Of a course that is to come: its formgrader's port is known beforehand."""
    hub.command("add-course", "hvlate")
    # The place behind the course's own.
    port = hub.port + 3 + 2
    try:
        with thief_on(hub, port):
            health = hub.command("health", check=False)
        assert health.returncode == 1
        said = f"{EVE} listens on port {port}, which is for the formgrader of hvlate"
        assert said in health.stdout
    finally:
        hub.command("archive", "hvlate")
