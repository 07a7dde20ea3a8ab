"""Where a hub keeps what it has: all of it lies in one folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from hub.errors import HubError

__all__ = ["DEFAULT_TOP", "RUNTIME", "STAFF", "Places"]

DEFAULT_TOP = Path("/srv/hypervisors")
"""Where a hub with real users lies, unless HUB names another folder."""

RUNTIME = Path("/run/hypervisors")
"""Where servers and kernels of real users put their sockets, a folder for each user."""

STAFF = "hv-staff"
"""The Linux group of instructors, graders and courses: who may read the whole installation."""


@dataclass(frozen=True)
class Places:
    """The folders of a hub.

    Args:
        top: the folder that holds them all.
    """

    top: Path

    @classmethod
    def from_environment(cls) -> Places:
        """Return the hub that HV_HUB names.

        Raises:
            HubError: it names no hub.
        """
        top = Path(os.environ.get("HV_HUB") or DEFAULT_TOP)
        if not (top / "envs").is_dir():
            raise HubError(f"there is no hub in {top}: make hub makes one, HV_HUB names another")
        return cls(top)

    @property
    def real_users(self) -> bool:
        """Whether its users are users of this machine: the hub belongs to root."""
        return self.top.stat().st_uid == 0

    @property
    def server(self) -> Path:
        """The environment of the hub and of students' servers."""
        return self.top / "envs" / "server"

    @property
    def kernel(self) -> Path:
        """The environment of students' kernels: the student's wheel."""
        return self.top / "envs" / "kernel"

    @property
    def whole(self) -> Path:
        """The instructors' environment: all of hvutils."""
        return self.top / "envs" / "whole"

    @property
    def proxy(self) -> Path:
        """Where npm puts the proxy."""
        return self.top / "envs" / "proxy"

    @property
    def settings(self) -> Path:
        """Jupyter's configuration, a folder for each of ``student`` and ``instructor``."""
        return self.top / "settings"

    @property
    def courses(self) -> Path:
        """The courses' folders."""
        return self.top / "courses"

    @property
    def list_of_courses(self) -> Path:
        """The file that says which courses there are, and who is in them."""
        return self.top / "courses.toml"

    @property
    def exchange(self) -> Path:
        """The exchange of nbgrader."""
        return self.top / "exchange"

    @property
    def homes(self) -> Path:
        """The users' homes."""
        return self.top / "homes"

    @property
    def state(self) -> Path:
        """What the hub remembers and nobody else may read."""
        return self.top / "state"

    @property
    def logs(self) -> Path:
        """The hub's and the proxy's log."""
        return self.top / "logs"

    @property
    def backups(self) -> Path:
        """Backups and archived courses."""
        return self.top / "backups"
