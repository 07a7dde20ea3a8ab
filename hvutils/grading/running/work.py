"""The work on one submission: prepare, execute, finish. Pure of the gradebook.

``prepare`` and ``finish`` are trusted: they read the course and the key, and run nothing of a
submission's. ``execute`` runs what the submission says, isolated, here or on another machine.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from hvutils.errors import HvError, OutputError
from hvutils.grading.intake import read_stamp
from hvutils.grading.isolation.execution import Kernels
from hvutils.grading.isolation.jobs import DataFile, Executed, Job
from hvutils.grading.keys.aliases import worked_as
from hvutils.grading.keys.key import load_key
from hvutils.grading.keys.version import assignment_version
from hvutils.grading.marking.record import graded_items
from hvutils.grading.plugins.execute import kept_out
from hvutils.grading.plugins.resources import INCIDENTS, MARKS
from hvutils.grading.running.converting import Converters
from hvutils.grading.running.desk import Desk, DeskNotebook, DeskUrl, lend_desks
from hvutils.grading.running.messages import (
    Graded,
    GradedNotebook,
    Plan,
    Prepared,
    PreparedNotebook,
    Seconds,
    Task,
)
from hvutils.grading.running.settings import load_settings
from hvutils.grading.running.snapshot import Prior
from hvutils.grading.running.staging import data_files, lay_down, remove, settle

__all__ = ["Grader", "UnusableError"]

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


_Made = TypeVar("_Made")


class UnusableError(Exception):
    """A submission cannot be graded; the message is the reason, for people.

    Args:
        reason: the reason.
        timestamp: when it was handed in, where that is known.
        incidents: what else was wrong with it.
    """

    def __init__(
        self, reason: str, timestamp: datetime | None = None, incidents: tuple[str, ...] = ()
    ) -> None:
        super().__init__(reason)
        self.timestamp, self.incidents = timestamp, incidents


class Grader:
    """Grades submissions of one assignment, one after the other.

    Args:
        plan: what is graded, and how.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._stack = ExitStack()
        self._kernels: Kernels | None = None

    def open(self) -> None:
        """Start what is started once: the kernels first, for they load while the rest does."""
        settings = load_settings(self._plan.root)
        if self._plan.formative:
            settings.config.MarkAnswers.formative = True
        os.chdir(self._plan.root)
        lend_desks()
        self._course = settings.course_directory()
        self._converters = Converters(settings.config, self._course)
        if self._plan.execute:
            self._kernels = Kernels(
                self._plan.python,
                self._converters.execute.limits(),
                unsafe=self._plan.unsafe or self._converters.execute.unsafe_no_sandbox,
                keep_out=kept_out(settings.config),
            )
            self._stack.callback(self._kernels.close)
            # Before a key is read.
            self._kernels.begin()
        source = Path(self._course.format_path(self._course.source_directory, ".", self._name))
        self._keys = {
            notebook.name: load_key(source / f"{notebook.name}.key.toml")
            for notebook in self._plan.snapshot.notebooks
        }
        self._version = assignment_version(source)
        spared = self._converters.autograde.exclude_overwriting.get(self._name, [])
        self._master_files = tuple(
            file for file in data_files(source, self._course) if file.name not in spared
        )
        self._rehearse()
        if self._kernels is not None:
            self._kernels.warm()

    def _rehearse(self) -> None:
        """Grade notebooks that nobody handed in: the first has templates and schemas compiled."""
        url = self._desk(Task("", Prior()), None)
        cells = [new_markdown_cell("*A* `word`"), new_code_cell("None")]
        # What is wrong here is wrong with each submission, and is said there.
        with suppress(Exception):
            for name in self._keys:
                nb, _ = self._converters.sanitize(name, new_notebook(cells=cells), url)
                nb, _ = self._converters.grade(name, nb, Executed({}, {}), url)
                self._converters.write(nb)
                self._converters.page(name, nb, url)

    def close(self) -> None:
        """End the kernels."""
        self._stack.close()

    def grade(self, task: Task) -> Graded:
        """Grade one submission from its folder to its feedback."""
        prepared = self.prepare(task)
        if isinstance(prepared, Graded):
            return prepared
        start = time.perf_counter()
        executed = tuple(map(self.execute, (found.job for found in prepared.notebooks)))
        return self.finish(prepared, executed, time.perf_counter() - start)

    def prepare(self, task: Task) -> Prepared | Graded:
        """Take a submission in: repair its notebooks, and lay its files down.

        Returns:
            What is to be executed; or the end of it, where there is nothing to execute.

        Raises:
            HvError: grading cannot go on, for a reason that is not the submission's.
        """
        start = time.perf_counter()
        return _contained(task, lambda: self._prepare(task, start))

    def execute(self, job: Job) -> Executed:
        """Execute a notebook in isolation."""
        assert self._kernels is not None
        return self._kernels.execute(job)

    def finish(self, prepared: Prepared, executed: tuple[Executed, ...], spent: float) -> Graded:
        """Mark what was executed, and write the autograded notebooks and their feedback.

        Args:
            prepared: the submission.
            executed: what each of its notebooks gave, in their order.
            spent: the seconds that executing took.

        Raises:
            HvError: grading cannot go on, for a reason that is not the submission's.
        """
        start = time.perf_counter()
        seconds = Seconds(prepared.seconds, spent)
        return _contained(prepared.task, lambda: self._finish(prepared, executed, seconds, start))

    @property
    def _name(self) -> str:
        return self._plan.snapshot.name

    def _path(self, step: str, student: str) -> Path:
        return Path(self._course.format_path(step, student, self._name))

    def _prepare(self, task: Task, start: float) -> Prepared:
        submitted = self._path(self._course.submitted_directory, task.student)
        incidents: list[str] = []
        try:
            stamp = read_stamp(submitted)
        except ValueError as error:
            stamp = None
            incidents.append(f"{error}: when it was handed in is not known")
        if not task.prior.known and not self._converters.autograde.create_student:
            raise UnusableError("the student is not in the gradebook: add the student, or a roster")
        names = [notebook.name for notebook in self._plan.snapshot.notebooks]
        intake = self._converters.take_in(submitted, names)
        incidents += intake.incidents
        there = [name for name in names if name in intake.notebooks]
        for name, reason in intake.refused.items():
            # One of several that is missing earns nothing; one that cannot be read is asked for.
            if not there or os.path.lexists(submitted / f"{name}.ipynb"):
                raise UnusableError(reason, stamp, tuple(incidents))
        folder = self._plan.staging / _folder_name(task.student)
        remove(folder)
        lay_down(folder / "autograded", (*intake.files, *self._master_files))
        files = data_files(folder / "autograded", self._course)
        url = self._desk(task, stamp)
        notebooks = []
        for name in there:
            nb, notes = self._converters.sanitize(name, intake.notebooks[name], url)
            incidents += notes
            notebooks.append(PreparedNotebook(name, nb, self._job(task, name, nb, files)))
        missing = tuple(name for name in names if name not in there)
        return Prepared(
            task,
            stamp,
            folder,
            tuple(notebooks),
            missing,
            tuple(incidents),
            time.perf_counter() - start,
        )

    def _desk(self, task: Task, stamp: Any) -> DeskUrl:
        url = DeskUrl(self._course.db_url)
        url.desk = Desk(self._plan.snapshot, task.student, stamp, task.prior)
        return url

    def _job(self, task: Task, name: str, nb: Any, files: tuple[DataFile, ...]) -> Job:
        worker = worked_as(self._plan.root, task.student)
        key = self._keys[name].for_student(worker, self._name)
        return self._converters.execute.job(nb, self._name, name, worker, key, files)

    def _finish(
        self, prepared: Prepared, executed: tuple[Executed, ...], seconds: Seconds, start: float
    ) -> Graded:
        url = self._desk(prepared.task, prepared.timestamp)
        autograded, feedback = prepared.folder / "autograded", prepared.folder / "feedback"
        incidents, held = list(prepared.incidents), list[str]()
        notebooks: dict[str, GradedNotebook] = {}
        lay_down(feedback, data_files(autograded, self._course))
        for found, gave in zip(prepared.notebooks, executed, strict=True):
            nb, resources = self._converters.grade(found.name, found.nb, gave, url)
            text = self._converters.write(nb)
            lay_down(autograded, [DataFile(f"{found.name}.ipynb", text.encode())])
            page = self._converters.page(found.name, nb, url)
            lay_down(feedback, [DataFile(f"{found.name}.html", page.encode())])
            incidents += [*gave.incidents, *resources.get(INCIDENTS, ())]
            marks = resources.get(MARKS, ())
            held += [mark.held for mark in marks if mark.held]
            items = graded_items(found.name, marks)
            notebooks[found.name] = _rows(url.desk.notebooks[found.name], items)
        for name in prepared.missing:
            rows = url.desk.notebooks[name]
            # As nbgrader does where one of several notebooks was not handed in.
            notebooks[name] = GradedNotebook(dict.fromkeys(rows.grades, (0.0, False)))
            incidents.append(f"{name}.ipynb is missing from the submission, and earns nothing")
        shared = self._course.groupshared
        settle(autograded, self._converters.autograde.permissions, shared=shared)
        settle(feedback, self._converters.feedback.permissions, shared=shared)
        return Graded(
            prepared.task,
            prepared.timestamp,
            notebooks,
            prepared.folder,
            tuple(dict.fromkeys(incidents)),
            held=" ".join(held),
            key_version=self._version,
            seconds=Seconds(seconds.prepare, seconds.execute, time.perf_counter() - start),
        )


def _rows(desk: DeskNotebook, items: Any) -> GradedNotebook:
    return GradedNotebook(
        {name: (grade.auto_score, grade.needs_manual_grade) for name, grade in desk.grades.items()},
        {name: comment.auto_comment for name, comment in desk.comments.items()},
        desk.late_submission_penalty,
        items,
    )


def _contained(task: Task, work: Callable[[], _Made]) -> _Made | Graded:
    """Do the work; what goes wrong is this submission's alone, unless it is everybody's."""
    try:
        return work()
    except HvError:
        raise
    except UnusableError as reason:
        return Graded(task, reason.timestamp, incidents=reason.incidents, problem=str(reason))
    except OSError as error:
        if error.errno in _FULL:
            raise OutputError(
                f"grading stopped at {task.student!r}: {error.strerror}. What is graded is "
                "recorded; make room and run the command again, and it goes on from there"
            ) from None
        return Graded(task, problem=_reason(error))
    # Whatever a submission brings about in the libraries must not stop the others.
    except Exception as error:
        return Graded(task, problem=_reason(error))


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"it could not be graded: {type(error).__name__}: {text[:300]}"


def _folder_name(student: str) -> str:
    # A student's id is a folder's name already, for the submission lies in one.
    return f"of-{student}"
