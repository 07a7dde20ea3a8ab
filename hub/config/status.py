"""``/services/status/health``: whether a class can work, for a monitor. It names no person.

The hub runs it as a service of its own, as the hub's own user: it looks into gradebooks.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time

from tornado import web

from hub.health import Row, look
from hub.places import Places
from hub.ports import Ports

__all__ = ["StatusHandler", "main"]

_KEPT_SECONDS = 10
"""Whoever asks without end makes nobody look without end."""


class StatusHandler(web.RequestHandler):
    """Answers 200 where all is well, and 503 with what is not."""

    _seen: tuple[float, list[Row]] = (float("-inf"), [])

    async def get(self) -> None:
        """Say what was seen in the last seconds."""
        if time.monotonic() - StatusHandler._seen[0] > _KEPT_SECONDS:
            places, ports = Places.from_environment(), Ports.from_environment()
            rows = await asyncio.to_thread(look, places, ports)
            StatusHandler._seen = (time.monotonic(), rows)
        rows = StatusHandler._seen[1]
        self.set_header("Content-Type", "application/json")
        self.set_status(200 if all(row.well for row in rows) else 503)
        # What is wrong stands in the hub's log and in python -m hub health: paths are no visitor's.
        self.finish(json.dumps({row.name: row.well for row in rows}, indent=2) + "\n")


class RootHandler(web.RequestHandler):
    """Answers the hub, which waits for it at its start, when not all can be well yet."""

    def get(self) -> None:
        """Say where the answer is."""
        self.finish("See /services/status/health.\n")


async def main() -> None:
    """Answer for ever."""
    app = web.Application(
        [(r"/services/status/health", StatusHandler), (r"/services/status/?", RootHandler)],
        log_function=lambda _: None,
    )
    app.listen(Ports.from_environment().status, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    # The hub ends it with Ctrl+C's signal.
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
