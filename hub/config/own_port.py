"""A user's server is let in by its port only when the port is really the user's.

The hub chooses a port, and the server takes it two seconds later. Another user of the machine who
takes it in between would be shown to the first one's browser, and get its cookies. So would who
takes the port of a server that has died, until the hub sees that and the proxy knows: therefore the
hub holds each server's socket too, and lets go of it when the way there is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
from typing import Any

from jupyterhub.spawner import LocalProcessSpawner

from hub.listeners import hold, owners
from hub.people import name_of

__all__ = ["OwnPortSpawner", "PortTakenError"]

_TRIES = 3
_STEP_SECONDS = 0.2


class PortTakenError(Exception):
    """Other users took each port that a server was given; the hub shows the message to its user."""

    jupyterhub_message = (
        "Your server could not start, for somebody else took the ports that it was given. "
        "Start it again; if that does not help, tell the hub's administrator."
    )


class OwnPortSpawner(LocalProcessSpawner):  # type: ignore[misc]
    """Starts servers as users of this machine, each behind a port that is the user's own."""

    _held: int | None = None
    _cannot_hold = False

    async def start(self) -> tuple[str, int]:
        """Start the server; return where it listens, once it does.

        Raises:
            PortTakenError: others took each port that was tried.
        """
        uid = pwd.getpwnam(self.user.name).pw_uid
        for _ in range(_TRIES):
            # A port that it had before is known to everybody.
            self.port = 0
            address: tuple[str, int] = await super().start()
            thieves = await self._thieves(uid)
            if not thieves:
                self._hold(self.port)
                return address
            self.log.error(
                "%s took port %s, which %s's server was given: another port is tried",
                ", ".join(map(name_of, sorted(thieves))),
                *(self.port, self.user.name),
            )
            await self.stop(now=True)
        raise PortTakenError(PortTakenError.jupyterhub_message)

    async def _thieves(self, uid: int) -> set[int]:
        """Wait until somebody listens or the server has ended; return who should not."""
        # The hub ends this at its time for starts.
        while True:
            found = owners(self.port)
            if found or await self.poll() is not None:
                return found - {uid}
            await asyncio.sleep(_STEP_SECONDS)

    async def poll(self) -> int | None:
        """Say whether the server runs; hold the port of one that an earlier hub started."""
        status: int | None = await super().poll()
        if status is None and self.server is not None and not self._start_pending:
            self._hold(self.server.port)
        return status

    def _hold(self, port: int) -> None:
        if self._held is not None or self._cannot_hold:
            return
        try:
            self._held = hold(self.pid, port)
        except OSError as error:
            self._cannot_hold = True
            self.log.warning(
                "The port of %s's server is free for others should it die: %s",
                self.user.name,
                error,
            )

    def run_post_stop_hook(self) -> Any:
        """Let go of the port: the server has ended, and the proxy leads nobody there any more."""
        held, self._held, self._cannot_hold = self._held, None, False
        if held is not None:
            with contextlib.suppress(OSError):
                os.close(held)
        return super().run_post_stop_hook()
