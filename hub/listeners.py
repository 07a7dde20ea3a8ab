"""Who listens on a port of this machine.

Every user of a machine may take a port that is free. A hub knows a server's port before the server
has it, and its services' ports are always the same: who is quicker would get what browsers send
there, cookies too. So whoever relies on a port looks first whose it is.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from hub.errors import HubError
from hub.people import name_of

__all__ = ["faults", "owners", "wait_for"]

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_LISTENS = "0A"
_STEP_SECONDS = 0.2


def owners(port: int) -> set[int]:
    """Return the numbers of the users who listen on a port.

    Args:
        port: the port.
    """
    found = set()
    for table in _TABLES:
        # A kernel without IPv6 has no second table.
        with contextlib.suppress(FileNotFoundError):
            for line in Path(table).read_text().splitlines()[1:]:
                words = line.split()
                if words[3] == _LISTENS and int(words[1].rpartition(":")[2], 16) == port:
                    found.add(int(words[7]))
    return found


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
