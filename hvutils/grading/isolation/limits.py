"""What one submission may use; each is a setting of nbgrader's configuration."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Args:
        memory: address space of a process, in bytes.
        processes: processes and threads at once.
        cpu_seconds: processor time of a process.
        file_bytes: the largest file that it may write, in bytes.
        open_files: descriptors of a process.
        total_memory: memory of all its processes together, in bytes.
        folder_bytes: all files that it may write together, in bytes.
        output_bytes: what a cell may print or show, in bytes; a notebook, sixteen times that.
        wall_seconds: how long the whole notebook may run.
    """

    memory: int = 4 * 1024**3
    processes: int = 128
    cpu_seconds: int = 120
    file_bytes: int = 64 * 1024**2
    open_files: int = 256
    total_memory: int = 2 * 1024**3
    folder_bytes: int = 256 * 1024**2
    output_bytes: int = 8 * 1024**2
    wall_seconds: int = 600
