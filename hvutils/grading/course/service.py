"""Grading on submission: watch the exchange, collect, grade, release feedback.

Collecting and releasing are nbgrader's own, as configured; grading is ``hv grade``'s. Before the
last due date feedback gives marks and hints only, for sets overlap, and evidence would travel;
after it everybody's is made complete.
"""

from __future__ import annotations

import fcntl
import io
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, MissingEntry
from nbgrader.exchange.default import Exchange
from rich.console import Console

from hvutils.errors import GradebookError, HvError, KeyFileError, OutputError, in_words
from hvutils.grading.classroom.ledger import Ledger, ledger_path
from hvutils.grading.course.course import Course
from hvutils.grading.course.grading import grade
from hvutils.grading.intake import read_stamp
from hvutils.grading.plugins.extensions import last_extension
from hvutils.grading.running.runner import Outcome
from hvutils.grading.running.todo import submitted_students

__all__ = ["Service", "Watching", "check_watchable", "watching"]

# So many submissions are graded at a time: a service that is told to stop ends with the batch.
BATCH = 8


@dataclass(frozen=True)
class Watching:
    """How an assignment is watched.

    Args:
        assignment: which.
        every: how often the exchange is looked at, in seconds.
        rate: how often a student is graded an hour.
    """

    assignment: str
    every: float = 10.0
    rate: int = 6


class Service:
    """Watches one assignment.

    Args:
        course: the course.
        watching: how it is watched.
        say: takes each line of the log.
        stopping: whether the service was told to stop.

    Raises:
        KeyFileError: there is no such assignment, or it was never built.
        HvError: there is no exchange to watch.
    """

    def __init__(
        self,
        course: Course,
        watching: Watching,
        say: Callable[[str], None],
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._course, self._how, self._say, self._stopping = course, watching, say, stopping
        check_watchable(course, watching.assignment)
        self._inbound = _inbound(course)
        self._path = ledger_path(course.root, watching.assignment)
        self._ledger = Ledger.load(self._path)
        self._seen: set[str] | None = None
        self._said: dict[str, str] = {}
        due = self._last_due()
        until = f"hints only until {due:%Y-%m-%d %H:%M} UTC" if due else "hints only: no due date"
        say(f"{watching.assignment} watching {self._inbound}, feedback: {until}")

    def run(self) -> None:
        """Watch until told to stop. A fault is said once, and tried again."""
        while not self._stopping():
            try:
                self.look()
                self._said.pop("", None)
            except HvError as error:
                self._once("", f"{self._how.assignment} waits: {error}")
            self._sleep()
        self._say(f"{self._how.assignment} stopped")

    def look(self) -> None:
        """Collect what is new, and grade what is due.

        Raises:
            HvError: that cannot be done now; nothing is lost.
        """
        self._collect()
        self._release_late()
        due = self._last_due()
        formative = due is None or datetime.now(UTC).replace(tzinfo=None) <= due
        handed_in = self._handed_in()
        todo = self._ledger.due(handed_in, time.time(), self._how.rate, formative=formative)
        for student, until in todo.waiting.items():
            moment = datetime.fromtimestamp(until, UTC)
            self._once(
                student,
                f"{self._how.assignment} {student} waits until {moment:%H:%M} UTC: graded "
                f"{self._how.rate} times within an hour",
            )
        students = (*todo.grade, *todo.complete)
        for start in range(0, len(students), BATCH):
            if self._stopping():
                return
            batch = students[start : start + BATCH]
            self._grade(batch, handed_in, formative=formative)

    def _grade(
        self, batch: Sequence[str], handed_in: Mapping[str, str], *, formative: bool
    ) -> None:
        quiet = Console(file=io.StringIO())
        outcome = grade(self._course.root, self._how.assignment, batch, quiet, formative=formative)
        for student in batch:
            waits = self._release(student) if student not in outcome.problems else ""
            self._ledger.graded(
                *(student, handed_in[student], time.time()),
                formative=formative,
                unreleased=bool(waits),
            )
            self._said.pop(student, None)
            done = f"its release waits: {waits}" if waits else _released(formative)
            said = _outcome(outcome, student) or f"graded, {done}"
            self._say(f"{self._how.assignment} {student} {handed_in[student]} {said}")
        self._ledger.save(self._path)

    def _collect(self) -> None:
        """Run nbgrader's collect where something new lies in the exchange."""
        try:
            there = {entry.name for entry in self._inbound.iterdir()}
        except OSError as error:
            raise HvError(f"{str(self._inbound)!r} cannot be read: {error.strerror}") from None
        new = there if self._seen is None else there - self._seen
        if any(f"+{self._how.assignment}+" in name for name in new):
            for refused in self._course.collect(self._how.assignment):
                self._once(refused, f"{self._how.assignment} refused {refused}")
        self._seen = there

    def _handed_in(self) -> dict[str, str]:
        folders = self._course.api.coursedir
        found = {}
        for student in submitted_students(folders, self._how.assignment, ()):
            path = folders.format_path(folders.submitted_directory, student, self._how.assignment)
            try:
                stamp = read_stamp(Path(path))
            except ValueError:
                stamp = None
            found[student] = f"{stamp:%Y-%m-%dT%H:%M:%S.%fZ}" if stamp else "no time"
        return found

    def _release_late(self) -> None:
        """Release what could not be released before, also before the service was started."""
        for student, formative in self._ledger.unreleased().items():
            if not self._release(student):
                self._ledger.released(student)
                self._ledger.save(self._path)
                self._say(f"{self._how.assignment} {student} {_released(formative)}")

    def _release(self, student: str) -> str:
        """Release a student's feedback; what fails is tried again at the next look.

        Returns:
            Why it could not be released, or an empty string.
        """
        try:
            self._course.release_feedback(self._how.assignment, student)
        except HvError as error:
            return str(error)
        return ""

    def _last_due(self) -> datetime | None:
        """Return when the last student's time is over, in UTC without a zone."""
        with self._course.gradebook() as gradebook:
            found = _entry(gradebook, self._how.assignment)
            due: datetime | None = found.duedate
            granted = [row.extension for row in found.submissions if row.extension is not None]
        if due is None:
            return None
        last: datetime = max([due, *(due + extension for extension in granted)])
        by_file = last_extension(self._course.root, self._how.assignment)
        return last if by_file is None else max(last, by_file)

    def _once(self, about: str, line: str) -> None:
        if self._said.get(about) != line:
            self._said[about] = line
            self._say(line)

    def _sleep(self) -> None:
        end = time.monotonic() + self._how.every
        while not self._stopping() and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))


def _released(formative: bool) -> str:
    return f"feedback released ({'hints only' if formative else 'complete'})"


def _outcome(outcome: Outcome, student: str) -> str:
    if reason := outcome.problems.get(student):
        return f"not graded: {reason}"
    if reason := outcome.held.get(student):
        return f"held: {reason}"
    return ""


def check_watchable(course: Course, assignment: str) -> None:
    """Check that there is something to watch, before anything is written.

    Raises:
        KeyFileError: there is no such assignment, it was never built, or its key cannot be read.
        GradebookError: the gradebook cannot be written.
        OutputError: the course's folder cannot be written.
        HvError: there is no exchange to watch.
    """
    course.check(assignment)
    _inbound(course)
    course.check_ready(assignment)
    with course.gradebook() as gradebook:
        _entry(gradebook, assignment)


def _entry(gradebook: Gradebook, assignment: str) -> Assignment:
    try:
        return gradebook.find_assignment(assignment)
    except MissingEntry:
        raise KeyFileError(
            f"assignment {assignment!r} is not in the gradebook yet: build it first with "
            f"hv course build {assignment}"
        ) from None


def _inbound(course: Course) -> Path:
    exchange = Exchange(coursedir=course.api.coursedir, config=course.config)
    folder = Path(exchange.root) / str(course.api.coursedir.course_id) / "inbound"
    if not folder.is_dir():
        raise HvError(
            f"there is no exchange to watch at {str(folder)!r}: release the assignment first with "
            "nbgrader release_assignment, or set c.Exchange.root"
        )
    return folder


@contextmanager
def watching(course: Course, assignment: str) -> Iterator[None]:
    """Hold the right to watch an assignment.

    Raises:
        GradebookError: another service holds it.
        OutputError: the course's folder cannot be written.
    """
    folder = course.root / "grading"
    try:
        folder.mkdir(exist_ok=True)
        held = (folder / f".{assignment}.watch.lock").open("w")
    except OSError as error:
        raise OutputError(in_words(error)) from None
    with held as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GradebookError(
                f"another hv course watch watches {assignment!r}: one is enough"
            ) from None
        yield
