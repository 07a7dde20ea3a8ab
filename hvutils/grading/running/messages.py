"""What the runner's processes send each other: data only, all of it can be pickled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hvutils.grading.isolation.jobs import Job
from hvutils.grading.marking.record import GradedItem
from hvutils.grading.running.snapshot import Prior, Snapshot

__all__ = [
    "Graded",
    "GradedNotebook",
    "Plan",
    "Prepared",
    "PreparedNotebook",
    "Seconds",
    "Task",
]


@dataclass(frozen=True)
class Plan:
    """What all workers of a run are told.

    Args:
        root: the course's folder.
        snapshot: the assignment.
        staging: the folder in which finished submissions are laid down for the writer.
        python: the interpreter of the students' environment.
        unsafe: whether to execute without isolation, as was asked for by name.
        execute: whether the worker executes; else a cluster does, and it needs no kernels.
        formative: whether the feedback gives marks and hints only, whatever the settings say.
    """

    root: Path
    snapshot: Snapshot
    staging: Path
    python: Path
    unsafe: bool = False
    execute: bool = True
    formative: bool = False


@dataclass(frozen=True)
class Task:
    """One submission that is to be graded.

    Args:
        student: the student's id.
        prior: what the gradebook held of it.
    """

    student: str
    prior: Prior


@dataclass(frozen=True)
class Seconds:
    """Where the time went, in seconds."""

    prepare: float = 0.0
    execute: float = 0.0
    finish: float = 0.0


@dataclass(frozen=True)
class PreparedNotebook:
    """A notebook that has been taken in.

    Args:
        name: its name, without ending.
        nb: the sanitized notebook.
        job: what is to be executed.
    """

    name: str
    nb: Any
    job: Job


@dataclass(frozen=True)
class Prepared:
    """A submission that has been taken in and may be executed.

    Args:
        task: whose it is.
        timestamp: when it was handed in, in UTC.
        folder: where its files have been laid down.
        notebooks: the notebooks to execute.
        missing: the notebooks that it lacks.
        incidents: what was wrong with it.
        seconds: what this took.
    """

    task: Task
    timestamp: datetime | None
    folder: Path
    notebooks: tuple[PreparedNotebook, ...]
    missing: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class GradedNotebook:
    """What nbgrader's code has set on the rows of one notebook; cells by their names.

    Args:
        scores: the automatic score and whether a person must look at it.
        comments: the automatic comment.
        late_penalty: the penalty for being late, or ``None``.
        items: the marks of the items, for the record of the run.
    """

    scores: Mapping[str, tuple[float | None, bool]] = field(default_factory=dict)
    comments: Mapping[str, str | None] = field(default_factory=dict)
    late_penalty: float | None = None
    items: tuple[GradedItem, ...] = ()


@dataclass(frozen=True)
class Graded:
    """A graded submission, ready to be recorded.

    Args:
        task: whose it is, and on what its marks rest.
        timestamp: when it was handed in, in UTC.
        notebooks: the rows by the notebook's name.
        folder: where ``autograded`` and ``feedback`` have been laid down, or ``None``.
        incidents: what was wrong with it.
        problem: why it could not be graded, or an empty string.
        held: why it waits for the instructor, or an empty string.
        key_version: the version of the key that it was marked by.
        seconds: where the time went.
    """

    task: Task
    timestamp: datetime | None = None
    notebooks: Mapping[str, GradedNotebook] = field(default_factory=dict)
    folder: Path | None = None
    incidents: tuple[str, ...] = ()
    problem: str = ""
    held: str = ""
    key_version: str = ""
    seconds: Seconds = Seconds()
