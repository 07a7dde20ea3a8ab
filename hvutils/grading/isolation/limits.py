"""What one submission may use; each is a setting of nbgrader's configuration."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Limits", "limit"]

MiB = 1024**2
GiB = 1024**3


def limit(default: int, says: str) -> int:
    """Return a field of a dataclass of limits: its default, and the help of its setting."""
    found: int = field(default=default, metadata={"help": says})
    return found


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    memory: int = limit(4 * GiB, "Address space that a submission's process may use, in bytes.")
    processes: int = limit(128, "Processes and threads that a submission may have at once.")
    cpu_seconds: int = limit(120, "Processor time that a submission's process may use, in seconds.")
    file_bytes: int = limit(64 * MiB, "The largest file that a submission may write, in bytes.")
    open_files: int = limit(256, "Files that a submission's process may have open at once.")
    total_memory: int = limit(
        2 * GiB, "Memory that all processes of a submission may use together, in bytes."
    )
    folder_bytes: int = limit(
        256 * MiB,
        "All files that a submission may have together (its own folder, /tmp and /dev/shm), in "
        "bytes.",
    )
    output_bytes: int = limit(
        8 * MiB,
        "What a cell of a submission may print or show, in bytes; a whole notebook may sixteen "
        "times that.",
    )
    wall_seconds: int = limit(
        600, "Time that a whole notebook may run, in seconds; `timeout` is for each cell."
    )
