"""Starts Jupyter servers, waits until they answer, and asks them over HTTP what they offer."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from progress import ROOT, SetupError, clean_environment

_START_SECONDS = 90
_LOGS = ROOT / "test-output"


@dataclass(frozen=True)
class Server:
    """A Jupyter server on this machine.

    Args:
        name: ``student`` or ``instructor``.
        port: where it listens, on the loopback address only.
        token: what one shows to be let in.
        folder: what it serves.
        page: the page that its link opens.
        process: its process.
    """

    name: str
    port: int
    token: str
    folder: Path
    page: str
    process: subprocess.Popen[bytes]

    @property
    def link(self) -> str:
        """The address to open in a browser."""
        return f"http://127.0.0.1:{self.port}{self.page}?token={self.token}"

    def get(self, path: str) -> str:
        """Return what the server answers to a GET request."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            headers={"Authorization": f"token {self.token}"},
        )
        # No proxy: the server is on this machine, whatever the environment says.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=20) as answer:
            return str(answer.read().decode("utf-8", "replace"))

    def wait(self) -> None:
        """Wait until the server answers.

        Raises:
            SetupError: it ended, or it does not answer in time.
        """
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise SetupError(f"The {self.name}'s Jupyter server ended: see {_log(self.name)}.")
            try:
                json.loads(self.get("/api/status"))
                return
            except (OSError, ValueError):
                time.sleep(0.3)
        raise SetupError(
            f"The {self.name}'s Jupyter server does not answer: see {_log(self.name)}."
        )

    def stop(self) -> None:
        """Stop the server and its kernels."""
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def check_port(port: int) -> None:
    """Refuse a port that something else listens on.

    Raises:
        SetupError: the port is in use.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise SetupError(
                f"Port {port} is in use: stop what listens there, or choose another one, "
                f"for example 'make lab PORT={port + 100}'."
            ) from None


def start(name: str, port: int, folder: Path, settings: Path, page: str) -> Server:
    """Start JupyterLab on a folder, with a configuration of its own."""
    token = secrets.token_hex(16)
    _LOGS.mkdir(exist_ok=True)
    path = os.environ.get("PATH", os.defpath)
    environment = clean_environment() | {
        # nbgrader looks for alembic, which lies beside this Python, in PATH.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{path}",
        "JUPYTER_CONFIG_DIR": str(settings),
        "JUPYTER_RUNTIME_DIR": str(settings / "runtime"),
        "JUPYTERLAB_WORKSPACES_DIR": str(settings / "workspaces"),
        "JUPYTER_TOKEN": token,
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    command += [f"--ServerApp.root_dir={folder}"]
    if os.getuid() == 0:
        command.append("--allow-root")
    with _log(name).open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    return Server(name, port, token, folder, page, process)


def _log(name: str) -> Path:
    return _LOGS / f"jupyter-{name}.log"
