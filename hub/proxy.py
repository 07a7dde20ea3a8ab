"""Starts the proxy in front of the hub, as a process of its own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
from pathlib import Path

from hub.errors import HubError
from hub.places import Places
from hub.ports import Ports

__all__ = ["command_of_proxy", "make_token", "start_proxy"]


def make_token(places: Places) -> str:
    """Return the word by which the hub orders the proxy, made where there is none."""
    return secret_of(places.state / "proxy_token")


def secret_of(file: Path) -> str:
    """Return the secret in a file, made where there is none."""
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.parent.chmod(0o700)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_hex(32))
    return file.read_text(encoding="utf-8").strip()


def command_of_proxy(places: Places, ports: Ports) -> list[str]:
    """Return the proxy's command.

    Raises:
        HubError: Node.js or the proxy is not installed.
    """
    program = places.proxy / "node_modules" / "configurable-http-proxy" / "bin"
    script = program / "configurable-http-proxy"
    node = shutil.which("node")
    if node is None:
        raise HubError("Node.js is not here: install the packages nodejs and npm, then make hub")
    if not script.is_file():
        raise HubError(f"the proxy is not in {places.proxy}: make hub installs it with npm")
    quiet = Path(__file__).with_name("proxy_log.cjs")
    command = [
        node,
        "--require",
        str(quiet),
        str(script),
        "--ip",
        ports.address,
        "--port",
        str(ports.public),
    ]
    command += ["--api-ip", "127.0.0.1", "--api-port", str(ports.proxy)]
    command += ["--error-target", f"http://127.0.0.1:{ports.hub}/hub/error"]
    return command + (["--host-routing"] if ports.subdomains else [])


def start_proxy(places: Places, ports: Ports) -> subprocess.Popen[bytes]:
    """Start the proxy; as root, as nobody.

    Raises:
        HubError: Node.js or the proxy is not installed.
    """
    command = command_of_proxy(places, ports)
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "CONFIGPROXY_AUTH_TOKEN": make_token(places),
    }
    places.logs.mkdir(exist_ok=True)
    places.logs.chmod(0o750)
    nobody = pwd.getpwnam("nobody") if places.real_users else None
    with (places.logs / "proxy.log").open("ab") as log:
        return subprocess.Popen(
            command,
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=nobody.pw_uid if nobody else None,
            group=nobody.pw_gid if nobody else None,
            extra_groups=[] if nobody else None,
        )
