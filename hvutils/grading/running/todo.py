"""What a run has to do: which submissions, and how a run that was cut short goes on.

As under nbgrader a submission is graded when it has no autograded folder, or was handed in again
since. ``--force`` asks for those too that are graded. So that a forced run that is cut short goes
on where it was, it leaves a list of whom it was to grade anew, and each one done is added to it.
"""

from __future__ import annotations

import fcntl
import fnmatch
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from hvutils.errors import GradebookError, KeyFileError, OutputError
from hvutils.grading.intake import read_stamp
from hvutils.grading.running.staging import remove

__all__ = ["Todo", "alone", "hash_of", "submitted_students"]


def submitted_students(
    course: CourseDirectory, assignment: str, wanted: Sequence[str]
) -> tuple[str, ...]:
    """Return who has submitted an assignment, in order.

    Args:
        course: nbgrader's view of the course's folder.
        assignment: the assignment's name.
        wanted: names or patterns of students; all of them where it is empty.

    Raises:
        KeyFileError: nobody has a wanted name.
    """
    # Not nbgrader's glob of the whole path: a student's id may hold anything, a bracket too.
    marker = "\0"
    before, after = course.format_path(course.submitted_directory, marker, assignment).split(marker)
    top = Path(before)
    there = sorted(
        folder.name
        for folder in (top.iterdir() if top.is_dir() else ())
        if not folder.name.startswith(".") and Path(f"{before}{folder.name}{after}").is_dir()
    )
    excluded = set(filter(None, course.student_id_exclude.split(",")))
    there = [name for name in there if name not in excluded]
    for pattern in wanted:
        if pattern not in there and not fnmatch.filter(there, pattern):
            raise KeyFileError(
                f"no student {pattern!r} has submitted {assignment!r}: there are "
                f"{len(there)} submissions in {course.submitted_directory}/"
            )
    if wanted:
        there = [
            name for name in there if any(name == p or fnmatch.fnmatch(name, p) for p in wanted)
        ]
    return tuple(there)


class Todo:
    """Which submissions are to be graded.

    Args:
        course: nbgrader's view of the course's folder.
        assignment: the assignment's name.
    """

    def __init__(self, course: CourseDirectory, assignment: str) -> None:
        self._course, self._assignment = course, assignment
        self._list = Path(course.root) / "grading" / f"{assignment}.forced"

    def choose(
        self, students: Sequence[str], recorded: set[str], *, force: bool, state: str
    ) -> tuple[str, ...]:
        """Choose whom to grade, and note down a forced run.

        Args:
            students: who has submitted.
            recorded: who is in the gradebook.
            force: whether to grade those too that are graded.
            state: a hash of what the marks follow from; a list of another state is void.
        """
        left = self._left(state)
        if force:
            if left is None or not left <= set(students):
                left = (left or set()) | set(students)
                self._begin(left, state)
            return tuple(name for name in students if name in left)
        left = left or set()
        return tuple(
            name for name in students if name in left or name not in recorded or self._is_due(name)
        )

    def done(self, student: str) -> None:
        """Note that a submission of a forced run is recorded."""
        if self._list.exists():
            with self._written(), self._list.open("a", encoding="utf-8") as file:
                file.write(json.dumps(student) + "\n")

    def end(self, state: str) -> None:
        """Take the list away when all on it are done."""
        if not self._left(state):
            self._list.unlink(missing_ok=True)

    def _is_due(self, student: str) -> bool:
        course = self._course
        graded = Path(course.format_path(course.autograded_directory, student, self._assignment))
        if not graded.exists():
            return True
        handed_in = Path(course.format_path(course.submitted_directory, student, self._assignment))
        try:
            new, old = read_stamp(handed_in), read_stamp(graded)
        except ValueError:
            return False
        return new is not None and old is not None and new > old

    def _begin(self, students: set[str], state: str) -> None:
        fresh = self._list.with_suffix(".new")
        with self._written():
            try:
                with fresh.open("w", encoding="utf-8") as file:
                    file.write(json.dumps({"state": state, "students": sorted(students)}) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                fresh.replace(self._list)
            finally:
                fresh.unlink(missing_ok=True)

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(
                f"{str(self._list.parent)!r} cannot be written: {error.strerror}. What is graded "
                "is recorded; make room and run the command again, and it goes on from there"
            ) from None

    def _left(self, state: str) -> set[str] | None:
        """Return whom a forced run has left over, or ``None`` where none was cut short."""
        try:
            first, *others = self._list.read_text(encoding="utf-8").splitlines()
            head = json.loads(first)
        except (OSError, ValueError):
            return None
        if head.get("state") != state:
            return None
        done = set()
        for line in others:
            try:
                done.add(json.loads(line))
            except ValueError:
                continue  # half a line of a run that was killed
        return set(head["students"]) - done


def hash_of(folder: Path) -> str:
    """Return a hash of the source folder of an assignment: what its marks follow from."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return whole.hexdigest()


@contextmanager
def alone(course: CourseDirectory, assignment: str) -> Iterator[Path]:
    """Hold the right to grade an assignment, and a folder for what is on its way.

    Raises:
        GradebookError: another run holds it.
        OutputError: the course's folder cannot be written.
    """
    folder = Path(course.root) / "grading"
    try:
        folder.mkdir(exist_ok=True)
        lock = (folder / f".{assignment}.lock").open("w")
    except OSError as error:
        raise OutputError(
            f"{str(folder)!r} cannot be written: {error.strerror}; mend that and run the command "
            "again"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GradebookError(
                f"another hv grade is grading {assignment!r}: wait until it ends"
            ) from None
        staging = folder / f".{assignment}"
        remove(staging)
        try:
            staging.mkdir()
        except OSError as error:
            raise OutputError(
                f"{str(folder)!r} cannot be written: {error.strerror}; mend that and run the "
                "command again"
            ) from None
        try:
            yield staging
        finally:
            remove(staging)
