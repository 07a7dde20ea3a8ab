"""On which address and ports a hub listens."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

from hub.errors import HubError

__all__ = ["Ports"]

_DEFAULT = 8000
_HIGHEST = 65_000


@dataclass(frozen=True)
class Ports:
    """A hub's ports: the public one, and its neighbours, which listen on the loopback address.

    Args:
        public: where users find the hub.
        address: the address that it listens on there.
        subdomains: the host under which each user gets a host name, or nothing for one host.
    """

    public: int = _DEFAULT
    address: str = "127.0.0.1"
    subdomains: str = ""

    @classmethod
    def from_environment(cls) -> Ports:
        """Return what PORT, HUB_ADDRESS and HUB_SUBDOMAINS say.

        Raises:
            HubError: PORT is no port.
        """
        text = os.environ.get("PORT") or str(_DEFAULT)
        if not text.isdigit() or not 1024 <= int(text) <= _HIGHEST:
            raise HubError(f"PORT={text} is no port: give a number from 1024 to {_HIGHEST}")
        address = os.environ.get("HUB_ADDRESS") or "127.0.0.1"
        return cls(int(text), address, os.environ.get("HUB_SUBDOMAINS", ""))

    @property
    def hub(self) -> int:
        """Where the hub itself listens."""
        return self.public + 1

    @property
    def proxy(self) -> int:
        """Where the proxy takes its orders."""
        return self.public + 2

    @property
    def status(self) -> int:
        """Where the health endpoint listens."""
        return self.public + 3

    def formgrader(self, place: int) -> int:
        """Return where a course's formgrader listens.

        Args:
            place: the course's place.
        """
        return self.public + 3 + place

    @property
    def url(self) -> str:
        """The hub's address for a browser."""
        return f"http://{self.subdomains or self.address}:{self.public}"

    @property
    def host(self) -> str:
        """The name by which browsers ask for the hub."""
        return f"{self.subdomains or self.address}:{self.public}"

    @property
    def near(self) -> str:
        """The hub's address from this machine."""
        address = "127.0.0.1" if self.address in ("", "0.0.0.0") else self.address
        return f"http://{address}:{self.public}"

    def refuse_taken(self, wanted: dict[int, str]) -> None:
        """Refuse ports that something else listens on.

        Args:
            wanted: a port to what it is for.

        Raises:
            HubError: one is in use.
        """
        for port, purpose in wanted.items():
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    raise HubError(
                        f"port {port} ({purpose}) is in use: stop what listens there (a hub that "
                        f"stops takes up to a minute), or choose others: make hub PORT={port + 100}"
                    ) from None
