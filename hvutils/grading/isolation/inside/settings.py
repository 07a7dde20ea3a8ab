"""What the warm process is told, once, when it starts. Imported on both sides of the wall."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

__all__ = ["FOLDER", "HOME", "ROOMS", "STUDENT", "Settings"]

HOME = "/home/student"
"""The submission's folder, as the kernel sees it."""

FOLDER = "/run/hv"
"""Where the warm process finds this package; no kernel sees it."""

ROOMS = f"{FOLDER}/rooms"
"""Where the warm process finds the rooms; no kernel sees them."""

STUDENT = 1000
"""The user and group that a kernel runs as, as it sees itself."""


@dataclass(frozen=True)
class Settings:
    """How kernels are confined.

    Args:
        rooms: the folder of the rooms, as the warm process sees it.
        user: the user, as the warm process sees it, that kernels are outside.
        isolated: whether to confine them at all.
        channels: whether kernels have Jupyter's channels, or a line for whoever grades.
        memory: address space of a process, in bytes.
        total_memory: memory of all processes of a kernel, in bytes.
        processes: processes and threads at once.
        cpu_seconds: processor time of a process.
        file_bytes: the largest file, in bytes.
        open_files: descriptors of a process.
        folder_bytes: all files of a kernel together, in bytes.
        socket_bytes: memory that a socket may hold in the system's kernel.
        kept: folders in /tmp that stay in sight when a kernel gets a /tmp of its own.
    """

    rooms: str
    user: int
    isolated: bool
    channels: bool
    memory: int
    total_memory: int
    processes: int
    cpu_seconds: int
    file_bytes: int
    open_files: int
    folder_bytes: int
    socket_bytes: int = 0
    kept: Sequence[str] = ()

    def text(self) -> str:
        """Return the settings as one argument of a command."""
        return json.dumps(asdict(self))


def from_text(text: str) -> Settings:
    """Return the settings that ``Settings.text`` wrote."""
    return Settings(**json.loads(text))
