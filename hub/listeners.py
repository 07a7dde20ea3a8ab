"""Who listens on a port of this machine.

Every user of a machine may take a port that is free. A hub knows a server's port before the server
has it, and its services' ports are always the same: who is quicker would get what browsers send
there, cookies too. So whoever relies on a port looks first whose it is.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hub.errors import HubError
from hub.people import name_of

__all__ = ["faults", "hold", "owners", "wait_for"]

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_LISTENS = "0A"
_STEP_SECONDS = 0.2
# The same number on every processor; Python has no name for it.
_PIDFD_GETFD = 438


def owners(port: int) -> set[int]:
    """Return the numbers of the users who listen on a port.

    Args:
        port: the port.
    """
    return {int(words[7]) for words in _listening(port)}


def _listening(port: int) -> Iterator[list[str]]:
    for table in _TABLES:
        # A kernel without IPv6 has no second table.
        with contextlib.suppress(FileNotFoundError):
            for line in Path(table).read_text().splitlines()[1:]:
                words = line.split()
                if words[3] == _LISTENS and int(words[1].rpartition(":")[2], 16) == port:
                    yield words


def hold(pid: int, port: int) -> int:
    """Return a descriptor of a process's listening socket: while it is open, nobody gets the port.

    When the process has ended, who asks there waits until the descriptor is closed.

    Args:
        pid: the process.
        port: the port that it listens on.

    Raises:
        OSError: it does not listen there, or may not be looked into (CAP_SYS_PTRACE).
    """
    sockets = {f"socket:[{words[9]}]" for words in _listening(port)}
    process = os.pidfd_open(pid)
    try:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            # Others open and close meanwhile.
            with contextlib.suppress(FileNotFoundError):
                if str(link.readlink()) in sockets:
                    return _copied(process, int(link.name))
    finally:
        os.close(process)
    raise OSError(f"process {pid} does not listen on port {port}")


def _copied(process: int, number: int) -> int:
    copied = ctypes.CDLL(None, use_errno=True).syscall(_PIDFD_GETFD, process, number, 0)
    if copied < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return int(copied)


def faults(wanted: Mapping[int, tuple[str, int]]) -> list[str]:
    """Return which ports somebody else listens on, with the remedy of each.

    Args:
        wanted: a port to what it is for, and to the number of the user who must have it.
    """
    return [
        f"{name_of(uid)} listens on port {port}, which is for {purpose}: end what does "
        f"(ss -ltnp 'sport = :{port}' names it), then start the hub again"
        for port, (purpose, right) in wanted.items()
        for uid in sorted(owners(port) - {right})
    ]


def wait_for(
    wanted: Mapping[int, tuple[str, int]], alive: Callable[[], bool], seconds: float
) -> None:
    """Wait until each port is listened on by whom it must.

    Args:
        wanted: as for ``faults``.
        alive: whether the process that is to listen is still there.
        seconds: for how long at most.

    Raises:
        HubError: somebody else has one, the process has ended, or the time is over.
    """
    until = time.monotonic() + seconds
    while True:
        if found := faults(wanted):
            raise HubError("; ".join(found))
        missing = [purpose for port, (purpose, _) in wanted.items() if not owners(port)]
        if not missing:
            return
        if not alive() or time.monotonic() > until:
            raise HubError(f"nothing listens for {', '.join(missing)}: see the logs")
        time.sleep(_STEP_SECONDS)
