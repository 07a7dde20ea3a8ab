"""What goes to an isolated kernel, and what comes back: data only, without key or course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hvutils.grading.marking.marking import Returned

__all__ = ["UNSAFE", "CodeCell", "DataFile", "Executed", "Job"]

UNSAFE = "Executed without isolation (unsafe_no_sandbox): this submission could have done anything."
"""The incident of each submission that ran without isolation."""


@dataclass(frozen=True)
class CodeCell:
    """A code cell that is to be executed.

    Args:
        index: its place among all cells of the notebook, from 0.
        source: its code.
        question: the question's id where the cell is graded, or ``None``.
    """

    index: int
    source: str
    question: str | None = None


@dataclass(frozen=True)
class DataFile:
    """A file of the submission that its kernel may see.

    Args:
        name: the path below the submission's folder, with forward slashes.
        content: the bytes.
    """

    name: str
    content: bytes


@dataclass(frozen=True)
class Job:
    """All that is needed to execute one notebook; it can be pickled and sent elsewhere.

    Args:
        student: the user name that the work was done under; the set is drawn for it.
        assignment: the assignment's name.
        notebook: the notebook's name, without ending.
        cells: the code cells, in the order of execution.
        calls: a question's id to the inputs that a handed-in function is called on.
        files: the submission's data files.
        timeout: how long a cell may run, in seconds.
    """

    student: str
    assignment: str
    notebook: str
    cells: tuple[CodeCell, ...]
    calls: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    files: tuple[DataFile, ...] = ()
    timeout: int = 30


@dataclass(frozen=True)
class Executed:
    """What executing a job gave; it can be pickled, and nothing of it runs.

    Args:
        outputs: a cell's index to its outputs in nbformat's form; no entry for a cell that did
            not run.
        returned: a question's id to what the handed-in function returned, call by call.
        incidents: what went wrong, a sentence each.
        counts: a cell's index to its execution count.
        isolated: whether it ran in isolation.
    """

    outputs: Mapping[int, list[dict[str, Any]]]
    returned: Mapping[str, tuple[Returned, ...]]
    incidents: tuple[str, ...] = ()
    counts: Mapping[int, int] = field(default_factory=dict)
    isolated: bool = True
