"""A real hub with real users, for the tests: in a folder of its own, and removed without rest."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = Path(os.environ.get("HUB") or "/srv/hypervisors")
COURSE = os.environ.get("HV_TEST_COURSE", "hvtest")
PEOPLE = {
    "instructors": ("hvt-ines",),
    "graders": ("hvt-gwen", "hvt-glen"),
    "students": ("hvt-ada", "hvt-amy", "hvt-ben", "hvt-eve"),
}


@dataclass
class Hub:
    """A hub of the tests.

    Args:
        top: its folder.
        port: its port.
        subdomains: the host under which users have host names, or nothing.
    """

    top: Path
    port: int
    subdomains: str = "hub.localhost"
    passwords: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://{self.subdomains or '127.0.0.1'}:{self.port}"

    @property
    def local(self) -> str:
        """The hub's own address, behind the proxy."""
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def course(self) -> Path:
        return self.top / "courses" / COURSE

    @property
    def exchange(self) -> Path:
        return self.top / "exchange" / COURSE

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HV_HUB": str(self.top),
            "PORT": str(self.port),
            "HUB_SUBDOMAINS": self.subdomains,
        }

    def command(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one of the hub's commands, as an administrator does."""
        python = str(self.top / "envs" / "server" / "bin" / "python")
        done = subprocess.run(
            [python, "-m", "hub", *arguments],
            env=self.environment(),
            cwd="/",
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def lay_out(self) -> None:
        """Add the course and its people."""
        self.command("add-course", COURSE)
        for role, names in PEOPLE.items():
            self.enrol(role, *names)
        self.command("release", COURSE)

    def enrol(self, role: str, *names: str) -> None:
        self.command("enrol", COURSE, *names, "--role", role.removesuffix("s"))
        for name in names:
            self.passwords[name] = secrets.token_urlsafe(12)
        lines = "".join(f"{name}:{self.passwords[name]}\n" for name in names)
        subprocess.run(["chpasswd"], input=lines, text=True, check=True)

    def start(self) -> None:
        """Start proxy and hub, and wait until they answer."""
        python = str(self.top / "envs" / "server" / "bin" / "python")
        self.process = subprocess.Popen(
            [python, "-m", "hub", "up"],
            env=self.environment(),
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "Ctrl+C" in line:
                return
        raise AssertionError("".join(said) + self.log()[-3000:])

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=400)

    def log(self) -> str:
        return (self.top / "logs" / "hub.log").read_text(errors="replace")

    def operator(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask the hub's API as its operator."""
        token = (self.top / "state" / "operator_token").read_text().strip()
        return self.api(method, path, token, body)

    def api(self, method: str, path: str, token: str, body: Any = None) -> tuple[int, Any]:
        """Ask the hub's API with a token; return the code and the answer."""
        request = urllib.request.Request(
            f"{self.local}/hub/api{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {token}", "Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            return error.code, None

    def as_user(self, name: str, script: str) -> subprocess.CompletedProcess[str]:
        """Run a shell script as a user of the machine, as in a terminal of JupyterLab."""
        return subprocess.run(
            ["runuser", "--login", name, "--command", script],
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )

    def remove(self) -> None:
        """Remove it, with the users that it made."""
        self.stop()
        self.command("clean", check=False)
        shutil.rmtree(self.top, ignore_errors=True)


def new_hub(port: int, name: str = "test", **options: Any) -> Hub:
    """Make a hub that uses the installed environments, in a folder of its own."""
    top = Path(f"/srv/hv-{name}-{port}")
    if top.exists():
        Hub(top, port).remove()
    top.mkdir(parents=True)
    (top / "envs").symlink_to(INSTALLED / "envs")
    return Hub(top, port, **options)


def free_port(width: int = 12) -> int:
    """Return the first of so many free ports in a row."""
    for port in range(23000 + os.getpid() % 1000 * 20, 60000, 20):
        for number in range(port, port + width):
            with socket.socket() as probe:
                try:
                    probe.bind(("127.0.0.1", number))
                except OSError:
                    break
        else:
            return port
    raise AssertionError("no free ports")


def environment_of(name: str) -> dict[str, str]:
    """Return the environment of a user's server, which the user can read as well."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text()
            if "jupyterhub.singleuser" not in words or folder.owner() != name:
                continue
            pairs = (folder / "environ").read_text().split("\0")
            return dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        except (OSError, KeyError):
            continue
    raise AssertionError(f"{name} has no server")


def ask_server(name: str, method: str, path: str, body: Any = None) -> Any:
    """Ask a user's server, as the user's page does; return its answer."""
    known = environment_of(name)
    request = urllib.request.Request(
        known["JUPYTERHUB_SERVICE_URL"].rstrip("/") + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {known['JUPYTERHUB_API_TOKEN']}"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=120) as answer:
        return json.loads(answer.read() or b"null")


def start_server(hub: Hub, name: str) -> None:
    """Start a user's server, where it does not run, and wait until it answers."""
    hub.operator("POST", f"/users/{name}")
    hub.operator("POST", f"/users/{name}/server", {})
    until = time.monotonic() + 300
    while time.monotonic() < until:
        if server_is_ready(hub, name):
            return
        time.sleep(0.5)
    raise AssertionError(hub.log()[-3000:])


def server_is_ready(hub: Hub, name: str) -> bool:
    _, user = hub.operator("GET", f"/users/{name}")
    return bool(user and (user["servers"].get("") or {}).get("ready"))


def holds(pid: int, port: int) -> bool:
    """Say whether a process has a socket that listens on a port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{port:04X}")}
    for link in Path(f"/proc/{pid}/fd").iterdir():
        # It opens and closes others meanwhile.
        with contextlib.suppress(FileNotFoundError):
            if str(link.readlink()) in sockets:
                return True
    return False
