"""Grading submissions of a course from an action: the runner of ``hv grade``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console

from hvutils.grading.running.runner import Options, Outcome, grade_class
from hvutils.grading.running.settings import inside, load_settings

__all__ = ["grade"]


def grade(
    root: Path,
    assignment: str,
    students: Iterable[str],
    console: Console,
    *,
    formative: bool = False,
) -> Outcome:
    """Grade submissions anew, whether they are graded or not.

    Args:
        root: the course's folder.
        assignment: the assignment.
        students: whose.
        console: where progress is shown.
        formative: whether the feedback gives marks and hints only.

    Raises:
        HvError: the run cannot begin, or cannot go on; the message gives the remedy.
    """
    settings = load_settings(root)
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    options = Options(assignment, tuple(students), workers, force=True, formative=formative)
    with inside(settings.root):
        return grade_class(settings, options, console)
