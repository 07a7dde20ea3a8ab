"""How much of a submission is looked at: what exceeds this is refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["IntakeLimits"]


@dataclass(frozen=True)
class IntakeLimits:
    """How much of a submission is looked at.

    Args:
        notebook_bytes: the largest notebook file, in bytes.
        cells: the most cells of a notebook.
        depth: how deeply a notebook's JSON may be nested.
        code_chars: the longest code cell that is run, in characters.
        text_chars: how much of a Markdown or raw cell is kept, in characters.
        attachment_bytes: the largest picture in a Markdown cell, in bytes of base64.
        files: the most data files.
        file_bytes: the largest data file, in bytes.
        total_bytes: all data files together, in bytes.
        folders: how deeply data files may lie in folders.
        entries: the most directory entries that are looked at at all.
    """

    notebook_bytes: int = 32 * 1024**2
    cells: int = 2_000
    depth: int = 64
    code_chars: int = 1_000_000
    text_chars: int = 50_000
    attachment_bytes: int = 4 * 1024**2
    files: int = 200
    file_bytes: int = 16 * 1024**2
    total_bytes: int = 64 * 1024**2
    folders: int = 8
    entries: int = 5_000
