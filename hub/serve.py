"""Runs the hub: looks first whether it can, then the proxy and the hub beside each other."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hub.config.kept_sockets import NAME, as_text
from hub.courses import read_courses
from hub.errors import HubError
from hub.exchange import refuse_faults
from hub.health import look, ports_of
from hub.listeners import faults, wait_for
from hub.places import Places
from hub.ports import Ports
from hub.proxy import command_of_proxy, make_token, secret_of, start_proxy

__all__ = ["Running", "check", "end_leftovers", "open_sockets", "start"]

_START_SECONDS = 120
_PROXY_SECONDS = 60
# A hub that ends more often than this in so many seconds is not started again.
_OFTEN, _SOON = 5, 300
# The hub waits for its formgraders; a second signal would leave them behind.
_STOP_SECONDS = 90
_SYSTEM = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_LITTLE = 512 * 1024**2


def check(places: Places, ports: Ports, *, proxy_runs: bool = False) -> None:
    """Refuse to start a hub in which users would lose something.

    Args:
        places: the hub.
        ports: where it is to listen.
        proxy_runs: whether its proxy is running already.

    Raises:
        HubError: what is missing, and the remedy.
    """
    command_of_proxy(places, ports)
    courses = read_courses(places.list_of_courses)
    if not courses:
        raise HubError("this hub has no course: python -m hub add-course adds one")
    for course in courses.values():
        refuse_faults(places.exchange, course, real_users=places.real_users)
    free = shutil.disk_usage(places.top).free
    if free < _LITTLE:
        raise HubError(f"only {free // 1024**2} MB are free in {places.top}: make room first")
    wanted = {} if proxy_runs else {ports.public: "the hub's address", ports.proxy: "its proxy"}
    wanted |= {ports.hub: "the hub itself", ports.status: "its health endpoint"}
    wanted |= {ports.formgrader(c.place): f"formgrader of {c.name}" for c in courses.values()}
    ports.refuse_taken(wanted)
    if strange := faults(fronts(places, ports)):
        raise HubError("; ".join(strange))


class Running:
    """A hub that runs.

    Args:
        places: the hub.
        ports: where it listens.
    """

    def __init__(self, places: Places, ports: Ports) -> None:
        self.places, self.ports = places, ports
        self.proxy: subprocess.Popen[bytes] | None = None
        self.hub: subprocess.Popen[bytes] | None = None
        self.sockets: dict[int, socket.socket] = {}

    def start_proxy(self) -> None:
        """Start the proxy, and wait until it listens.

        Raises:
            HubError: it ends, or somebody else has its ports.
        """
        self.proxy = proxy = start_proxy(self.places, self.ports)
        # Before the hub comes, which tells whoever listens there the word that orders the proxy.
        wait_for(fronts(self.places, self.ports), lambda: proxy.poll() is None, _PROXY_SECONDS)

    def start_hub(self) -> None:
        """Start the hub itself, and wait until it answers.

        Raises:
            HubError: it ends, or does not answer in time.
        """
        # Ours for as long as we run: no hub that ends leaves its ports to others.
        self.sockets = open_sockets(self.places, self.ports, self.sockets)
        self.hub = start_hub(self.places, self.ports, self.sockets)
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            if self.hub.poll() is not None:
                raise HubError(f"the hub has ended: see {self.places.logs / 'hub.log'}")
            if all(row.well for row in look(self.places, self.ports)):
                return
            time.sleep(0.5)
        wrong = [f"{row.name}: {row.says}" for row in look(self.places, self.ports) if not row.well]
        raise HubError(f"the hub is not ready after {_START_SECONDS} s: {'; '.join(wrong)}")

    def keep(self, say: Callable[[str], None]) -> None:
        """Start the hub again whenever it ends; users' servers go on meanwhile.

        Args:
            say: is told when that happens.

        Raises:
            HubError: the proxy has ended, or the hub ends again and again.
        """
        ends: list[float] = []
        while True:
            time.sleep(0.5)
            if self.proxy is not None and self.proxy.poll() is not None:
                raise HubError(f"the proxy has ended: see {self.places.logs / 'proxy.log'}")
            if self.hub is None or self.hub.poll() is None:
                continue
            ends = [*(end for end in ends if time.monotonic() - end < _SOON), time.monotonic()]
            if len(ends) > _OFTEN:
                raise HubError(f"the hub ends again and again: see {self.places.logs / 'hub.log'}")
            say("The hub has ended: starting it again; users' servers go on.")
            end_leftovers(self.places)
            self.start_hub()
            say("The hub answers again.")

    def stop_hub(self) -> None:
        """Stop the hub; users' servers go on, and are found again at its next start."""
        if self.hub is not None:
            _stop(self.hub)

    def stop(self) -> None:
        """Stop hub and proxy, and the users' servers."""
        self.stop_servers()
        self.stop_hub()
        if self.proxy is not None:
            _stop(self.proxy)
        for kept in self.sockets.values():
            kept.close()

    def stop_servers(self) -> None:
        """Ask the hub to stop all users' servers, where it still answers."""
        if self.hub is None or self.hub.poll() is not None:
            return
        api = f"http://127.0.0.1:{self.ports.hub}/hub/api"
        headers = {"Authorization": f"token {secret_of(self.places.state / 'operator_token')}"}

        def ask(method: str, path: str) -> bytes:
            request = urllib.request.Request(api + path, method=method, headers=headers)
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(request, timeout=60) as answer:
                return bytes(answer.read())

        try:
            for user in json.loads(ask("GET", "/users?state=active&limit=10000")):
                ask("DELETE", f"/users/{user['name']}/server")
            until = time.monotonic() + 60
            while time.monotonic() < until and json.loads(ask("GET", "/users?state=active")):
                time.sleep(0.5)
        except OSError as error:
            print(f"Not all servers have stopped: {error}", file=sys.stderr)


def fronts(places: Places, ports: Ports) -> dict[int, tuple[str, int]]:
    """Return who must listen on the proxy's ports, as ``hub.listeners`` asks for it."""
    of = ports_of(places, ports, {})
    return {port: of[port] for port in (ports.public, ports.proxy)}


def open_sockets(
    places: Places, ports: Ports, there: Mapping[int, socket.socket]
) -> dict[int, socket.socket]:
    """Listen for the hub and its formgraders; return a port to its socket.

    Args:
        places: the hub.
        ports: where it listens.
        there: the sockets that listen already.

    Raises:
        HubError: somebody else has a port.
    """
    wanted = {ports.hub: "the hub itself"}
    for course in read_courses(places.list_of_courses).values():
        wanted[ports.formgrader(course.place)] = f"formgrader of {course.name}"
    missing = {port: purpose for port, purpose in wanted.items() if port not in there}
    ports.refuse_taken(missing)
    return dict(there) | {
        port: socket.create_server(("127.0.0.1", port), backlog=128) for port in missing
    }


def start_hub(
    places: Places, ports: Ports, sockets: Mapping[int, socket.socket]
) -> subprocess.Popen[bytes]:
    """Start the hub itself on its sockets; its log is ``logs/hub.log``."""
    numbers = {port: kept.fileno() for port, kept in sockets.items()}
    make_token(places)
    secret_of(places.state / "operator_token")
    if not places.real_users:
        secret_of(places.state / "password")
    config = Path(__file__).parent / "config" / "jupyterhub_config.py"
    command = [sys.executable, "-m", "jupyterhub", "--config", str(config)]
    kept = ("LANG", "LC_ALL", "TZ", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {
        # nbgrader looks for alembic, which lies beside this Python, in PATH.
        "PATH": f"{Path(sys.executable).parent}:{_SYSTEM}",
        "HOME": str(places.state),
        "HV_HUB": str(places.top),
        "PORT": str(ports.public),
        "HUB_ADDRESS": ports.address,
        "HUB_SUBDOMAINS": ports.subdomains,
        NAME: as_text(numbers),
    }
    places.logs.mkdir(exist_ok=True)
    places.logs.chmod(0o750)
    with (places.logs / "hub.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=places.state,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=list(numbers.values()),
            # Its own session: Ctrl+C reaches us alone, and we stop it in order.
            start_new_session=True,
        )


def end_leftovers(places: Places) -> None:
    """End the services of a hub that was killed: they would keep its ports.

    Users' servers are no leftovers: the hub finds them again.
    """
    ours = (
        [str(places.whole / "bin" / "python"), "-m", "hub.lab.formgrader"],
        [str(places.server / "bin" / "python"), "-m", "hub.config.status"],
    )
    for _ in range(100):
        left = [
            pid
            for pid, words in _processes()
            if any(_begins(words, some) for some in ours) and not _has_a_hub(pid)
        ]
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        time.sleep(0.1)


def _has_a_hub(pid: int) -> bool:
    """Say whether the hub that started a process is still there."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
        parent = stat.rpartition(")")[2].split()[1]
        words = Path(f"/proc/{parent}/cmdline").read_text(errors="replace")
    except OSError:
        return False
    return "jupyterhub\0--config" in words


def _processes() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            yield int(folder.name), (folder / "cmdline").read_text(errors="replace").split("\0")


def _begins(words: list[str], wanted: list[str]) -> bool:
    found = words[: len(wanted)]
    return len(found) == len(wanted) and all(map(str.startswith, found, wanted))


def start(places: Places, ports: Ports) -> Running:
    """Start proxy and hub.

    Raises:
        HubError: it cannot, or it does not answer.
    """
    # A hub that runs keeps its services: only where there is none can there be leftovers.
    ports.refuse_taken(
        {ports.public: "the hub's address", ports.proxy: "its proxy", ports.hub: "the hub itself"}
    )
    end_leftovers(places)
    check(places, ports)
    running = Running(places, ports)
    try:
        running.start_proxy()
        running.start_hub()
    except BaseException:
        running.stop()
        raise
    return running


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
