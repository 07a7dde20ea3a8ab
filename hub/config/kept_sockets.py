"""The hub and its formgraders listen on sockets that whoever started the hub holds.

While one that has ended is started again, its port would be free for every user of the machine, and
the proxy would send them log-ins and the staff's cookies. So the ports belong to the process that
starts hubs: what asks meanwhile waits, and who comes next answers it.
"""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tornado import tcpserver

__all__ = ["NAME", "as_text", "hand_over", "listen_on", "take"]

NAME = "HV_SOCKETS"
"""The variable that has the sockets: a port, a colon and a descriptor each."""


def as_text(sockets: Mapping[int, int]) -> str:
    """Return what the variable says of sockets, a port to a descriptor."""
    return " ".join(f"{port}:{number}" for port, number in sockets.items())


def take() -> dict[int, int]:
    """Return the sockets that were handed over, and take them out of the environment."""
    pairs = (pair.split(":") for pair in os.environ.pop(NAME, "").split())
    return {int(port): int(number) for port, number in pairs}


def listen_on(sockets: Mapping[int, int], port: int) -> None:
    """Let tornado take the socket of a port instead of binding one, where there is one."""
    if port not in sockets:
        return
    kept = socket.socket(fileno=sockets[port])
    kept.setblocking(False)
    kept.set_inheritable(False)
    tornados: Any = tcpserver
    bind = tornados.bind_sockets

    def bound(wanted: int, *arguments: Any, **options: Any) -> list[socket.socket]:
        return [kept] if wanted == port else list(bind(wanted, *arguments, **options))

    tornados.bind_sockets = bound


def hand_over(sockets: Mapping[int, int], services: Any) -> None:
    """Let each service of the hub have its socket, and no other's.

    Args:
        sockets: a port to a descriptor.
        services: JupyterHub's module that starts them.
    """

    def started(command: Any, *, env: dict[str, str], **options: Any) -> subprocess.Popen[bytes]:
        port = urlsplit(env.get("JUPYTERHUB_SERVICE_URL", "")).port or 0
        if port in sockets:
            env = env | {NAME: as_text({port: sockets[port]})}
            options["pass_fds"] = [sockets[port]]
        return subprocess.Popen(command, env=env, **options)

    services.Popen = started
