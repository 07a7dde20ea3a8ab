"""A course folder and what is done to it: build, autograde, feed back. All of it is nbgrader's.

nbgrader's Python interface is used rather than its commands, so that its start-up is paid once
and one student's failure is that student's alone.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI

from hvutils.errors import HvError, KeyFileError, OutputError
from hvutils.grading.keys.key import load_key
from hvutils.grading.marking.record import GradedRecord, latest, read_records, record_path
from hvutils.grading.running.disk import check_room
from hvutils.grading.running.gradebook import (
    check_course,
    check_gradebook,
    check_there,
    engine_of,
    is_there,
    said_in_words,
)
from hvutils.grading.running.settings import inside, load_settings

__all__ = ["Course", "Score"]

_NO_NOTEBOOK = "the notebook is missing from the submission: ask for it"
_ROOM = 2 * 1024**2  # for what building adds to the gradebook
_REFUSED = "[ERROR]   "  # as CheckedCollect lists what it refuses
_RAISED = re.compile(r"(?:[a-z_]\w*\.)*[A-Z]\w*: (.+)")


@dataclass(frozen=True)
class Score:
    """What one student has for one assignment.

    Args:
        student: the user name.
        points: the sum so far, less the penalty for lateness.
        of: what can be earned.
        waits: whether an answer waits to be marked by hand.
        problem: why there is no mark, or an empty string.
        held: why a part of the mark waits for the instructor, or an empty string.
    """

    student: str
    points: float
    of: float
    waits: bool
    problem: str = ""
    held: str = ""


class Course:
    """A course folder: ``source/``, ``release/``, ``submitted/`` and its ``nbgrader_config.py``.

    Args:
        root: the folder.

    Raises:
        KeyFileError: ``root`` is no course folder.
    """

    def __init__(self, root: Path) -> None:
        self.settings = load_settings(root)
        self.root, self.config = self.settings.root, self.settings.config
        with self._inside():
            self.api = NbGraderAPI(self.settings.course_directory(), config=self.config)

    def assignments(self) -> list[str]:
        """Return the assignments in ``source/``."""
        folders = (self.root / "source").iterdir()
        return sorted(folder.name for folder in folders if any(folder.glob("*.ipynb")))

    def sources(self, assignment: str) -> list[Path]:
        """Return the source notebooks of an assignment.

        Raises:
            KeyFileError: there is no such assignment.
        """
        self.check(assignment)
        return sorted((self.root / "source" / assignment).glob("*.ipynb"))

    def build(self, assignment: str) -> None:
        """Generate the students' version of an assignment in ``release/``.

        Raises:
            KeyFileError: there is no such assignment, or a key beside it cannot be read.
            GradebookError: the gradebook cannot be written.
            OutputError: the release cannot be written.
            HvError: nbgrader refuses; the message is nbgrader's.
        """
        self.check_ready(assignment)
        with self._inside(), self._release_kept(assignment):
            result = self.api.generate_assignment(assignment, force=True)
            if not result["success"]:
                raise HvError(f"building {assignment!r} failed: {_reason(result, self.root)}")

    def check_ready(self, assignment: str) -> None:
        """Check what building and watching need, before anything is changed.

        Raises:
            KeyFileError: there is no such assignment, or a key beside it cannot be read.
            GradebookError: the gradebook cannot be written.
            OutputError: the course's folder cannot be written, or its disk is full.
        """
        sources = self.sources(assignment)
        for source in sources:
            if (key := source.with_suffix(".key.toml")).exists():
                load_key(key)
        with self._inside():
            check_gradebook(self.api.coursedir.db_url)
        check_room(self.root, 2 * sum(source.stat().st_size for source in sources) + _ROOM)

    @contextmanager
    def _release_kept(self, assignment: str) -> Iterator[None]:
        """Put the release back that was there, if making the new one fails."""
        course = self.api.coursedir
        release = Path(course.format_path(course.release_directory, ".", assignment))
        kept = release.with_name(f".{release.name}.before")
        try:
            shutil.rmtree(kept, ignore_errors=True)
            if release.exists():
                release.rename(kept)
            yield
        except BaseException as error:
            if kept.exists():
                shutil.rmtree(release, ignore_errors=True)
                kept.rename(release)
            if isinstance(error, OSError) and not isinstance(error, HvError):
                raise OutputError(
                    f"{str(release)!r} cannot be written: {error.strerror}; mend that and run the "
                    "command again"
                ) from None
            raise
        shutil.rmtree(kept, ignore_errors=True)

    @contextmanager
    def gradebook(self, *, make: bool = False) -> Iterator[Gradebook]:
        """Open nbgrader's gradebook.

        Args:
            make: whether to make one where there is none yet.

        Raises:
            GradebookError: it is not there, is locked, cannot be written, or is no gradebook.
        """
        url, name = self.api.coursedir.db_url, self.api.coursedir.course_id
        with self._inside():
            if not make:
                check_there(url)
            check_course(url, name)
        # Only for its name: nbgrader makes the engine that is used.
        with self._inside(), said_in_words(engine_of(url)), Gradebook(url, name) as gradebook:
            yield gradebook

    def has_gradebook(self) -> bool:
        """Return whether there is a gradebook; to open one that is not there would make it."""
        with self._inside():
            return is_there(engine_of(self.api.coursedir.db_url))

    def enrol(self, names: dict[str, str]) -> None:
        """Put students into the gradebook.

        Args:
            names: a user name to the student's first and last name.
        """
        with self.gradebook(make=True) as gradebook:
            for student, name in names.items():
                first, _, last = name.partition(" ")
                gradebook.update_or_create_student(student, first_name=first, last_name=last)

    def students(self, assignment: str) -> list[str]:
        """Return who has submitted an assignment."""
        with self._inside():
            return sorted(self.api.get_submitted_students(assignment))

    def grade(self, assignment: str, student: str) -> str:
        """Autograde one submission and write its feedback.

        Returns:
            Why it could not be graded, or an empty string.
        """
        with self._inside():
            result = self.api.autograde(assignment, student, force=True)
            if result["success"]:
                result = self.api.generate_feedback(assignment, student, force=True)
        if result["success"]:
            return ""
        broken = self._not_json(assignment, student)
        return broken or _reason(result, self.root)

    def collect(self, assignment: str) -> tuple[str, ...]:
        """Collect what is new in the exchange, as ``nbgrader collect --update`` does.

        Returns:
            What was refused, a sentence each.

        Raises:
            HvError: nbgrader refuses; the message is nbgrader's.
        """
        with self._inside():
            result = self.api.collect(assignment, update=True)
        if not result["success"]:
            raise HvError(f"collecting {assignment!r} failed: {_reason(result, self.root)}")
        log = str(result.get("log") or "").splitlines()
        return tuple(line.removeprefix(_REFUSED) for line in log if line.startswith(_REFUSED))

    def release_feedback(self, assignment: str, student: str) -> None:
        """Release a student's feedback, as ``nbgrader release_feedback`` does.

        Raises:
            HvError: nbgrader refuses; the message is nbgrader's.
        """
        with self._inside():
            result = self.api.release_feedback(assignment, student)
        if not result["success"]:
            raise HvError(f"releasing feedback failed: {_reason(result, self.root)}")

    def scores(self, assignment: str, problems: dict[str, str] | None = None) -> list[Score]:
        """Return the class's scores, best first.

        Args:
            assignment: the assignment's name.
            problems: a student to the reason why there is no mark.

        Raises:
            KeyFileError: there is no such assignment, or it was never built.
        """
        self.check(assignment)
        reasons = dict(problems or {})
        records = latest(read_records(record_path(self.root, assignment)))
        with self.gradebook() as gradebook:
            try:
                of = gradebook.find_assignment(assignment).max_score
            except MissingEntry:
                raise KeyFileError(
                    f"assignment {assignment!r} is not in the gradebook yet: build it first with "
                    f"hv course build {assignment}"
                ) from None
            graded = {
                found.student.id: Score(
                    found.student.id,
                    max(0.0, found.score - found.late_submission_penalty),
                    of,
                    bool(found.needs_manual_grade),
                    held=_held(records.get(found.student.id)),
                )
                for found in gradebook.assignment_submissions(assignment)
            }
        for student in self.students(assignment):
            if student not in graded:
                folder = self.root / "submitted" / student / assignment
                there = any(folder.glob("*.ipynb"))
                reasons.setdefault(student, "not graded" if there else _NO_NOTEBOOK)
        for student, reason in reasons.items():
            if reason:
                graded[student] = Score(student, 0.0, of, False, reason)
        return sorted(graded.values(), key=lambda score: (-score.points, score.student))

    def _not_json(self, assignment: str, student: str) -> str:
        """Return the sentence for a submission's notebook that is not JSON, or nothing."""
        for file in sorted((self.root / "submitted" / student / assignment).glob("*.ipynb")):
            # The submission is hostile: a link may lead anywhere, and is not followed.
            if file.is_symlink() or not file.is_file():
                continue
            try:
                json.loads(file.read_bytes())
            except (ValueError, RecursionError):
                return f"{file.name} is no notebook, for it is not JSON: ask for it again"
        return ""

    def check(self, assignment: str) -> None:
        """Raise an error that lists the assignments, if there is none of that name.

        Raises:
            KeyFileError: there is no such assignment.
        """
        if assignment not in self.assignments():
            raise KeyFileError(
                f"there is no assignment {assignment!r} in source/; "
                f"there are: {', '.join(self.assignments())}"
            )

    def _inside(self) -> AbstractContextManager[None]:
        return inside(self.root)


def _held(record: GradedRecord | None) -> str:
    return record.held if record is not None else ""


def _reason(result: dict[str, object], root: Path) -> str:
    # The error is nbgrader's own summary, "see above"; what is above stands in the log.
    text = f"{result.get('error') or ''}\n{result.get('log') or ''}"
    if "No notebooks were matched" in text:
        return _NO_NOTEBOOK
    # A traceback's last line is the reason: "package.module.Error: words".
    for line in reversed(text.splitlines()):
        if found := _RAISED.fullmatch(line.strip()):
            return found[1].replace(f"{root}/", "")
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "nbgrader gave no reason"
