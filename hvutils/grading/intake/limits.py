"""How much of a submission is looked at: what exceeds this is refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.grading.isolation.limits import MiB, limit

__all__ = ["IntakeLimits"]


@dataclass(frozen=True)
class IntakeLimits:
    """How much of a submission is looked at; each is a setting of nbgrader's configuration."""

    notebook_bytes: int = limit(32 * MiB, "The largest notebook that is taken in, in bytes.")
    cells: int = limit(2_000, "The most cells that a submission's notebook may have.")
    depth: int = limit(64, "How deeply a notebook's JSON may be nested.")
    code_chars: int = limit(
        200_000, "The longest code cell that is run, in characters; a longer one is left out."
    )
    text_chars: int = limit(
        50_000, "How much of a Markdown or raw cell is kept, in characters; the rest is cut."
    )
    source_chars: int = limit(
        4_000_000, "The texts of all cells of a notebook together, in characters."
    )
    attachment_bytes: int = limit(
        4 * MiB, "The largest picture that is attached to a Markdown cell, in bytes of base64."
    )
    files: int = limit(200, "The most data files that a submission may have.")
    file_bytes: int = limit(16 * MiB, "The largest data file that is taken in, in bytes.")
    total_bytes: int = limit(64 * MiB, "What a submission's data files may be together, in bytes.")
    folders: int = limit(8, "How deeply data files may lie in folders.")
    entries: int = limit(5_000, "The most files and folders of a submission that are looked at.")
