"""What is killed comes back, what is missing is named, and health says how it is."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.hub.coursework import submit
from tests.hub.hubs import Hub, ask_server, environment_of, holds
from tests.hub.intruders import EVE

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
