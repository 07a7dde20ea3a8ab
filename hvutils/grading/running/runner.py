"""The runner: hands submissions out, takes the graded ones in, and has them recorded one by one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import SubmittedAssignment
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.orm import Session

from hvutils.errors import KeyFileError
from hvutils.grading.intake import fault_of_student
from hvutils.grading.isolation.environment import student_python
from hvutils.grading.keys.key import load_key
from hvutils.grading.running.converting import Converters
from hvutils.grading.running.gradebook import open_gradebook, said_in_words
from hvutils.grading.running.messages import Graded, Plan, Task
from hvutils.grading.running.pool import Call, Ended, Pool
from hvutils.grading.running.recording import Writer
from hvutils.grading.running.settings import Settings
from hvutils.grading.running.shown import Shown
from hvutils.grading.running.snapshot import take_snapshot
from hvutils.grading.running.todo import Todo, alone, hash_of, submitted_students

__all__ = ["Options", "Outcome", "grade_class"]

_TRIES = 2
"""How often a submission is tried whose worker died."""

_PATIENCE = 900.0
"""How long a worker may be silent, in seconds: each cell has a limit of its own before."""


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    Args:
        assignment: the assignment's name.
        students: names or patterns; all who have submitted where it is empty.
        workers: how many processes grade at once.
        force: whether to grade those too that are graded.
        scheduler: the address of a Dask scheduler whose workers execute, or an empty string.
        unsafe: whether to execute without isolation.
        formative: whether the feedback gives marks and hints only, whatever the settings say.
    """

    assignment: str
    students: tuple[str, ...] = ()
    workers: int = 1
    force: bool = False
    scheduler: str = ""
    unsafe: bool = False
    formative: bool = False


@dataclass
class Outcome:
    """What became of a run.

    Args:
        graded: how many submissions were graded.
        problems: a student to the reason why there is no mark.
        held: a student to the reason why the submission waits for the instructor.
        incidents: a student to what was wrong with the submission.
        untouched: how many were graded already.
        seconds: the seconds spent in preparing, executing, finishing and recording, summed over
            submissions.
        ready: when the first worker was ready, by the monotonic clock.
    """

    graded: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    incidents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    untouched: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    ready: float = 0.0


def grade_class(settings: Settings, options: Options, console: Console) -> Outcome:
    """Grade a class.

    Args:
        settings: the course.
        options: who is graded, and how.
        console: where progress is shown.

    Raises:
        HvError: the run cannot begin, or cannot go on; the message gives the remedy.
    """
    course = settings.course_directory()
    source = Path(course.format_path(course.source_directory, ".", options.assignment))
    _check_assignment(source, options.assignment)
    Converters.check(settings.config)
    engine = open_gradebook(course.db_url)
    with said_in_words(engine), Session(engine) as session:
        snapshot = take_snapshot(session, options.assignment)
        recorded = set(
            session.scalars(
                select(SubmittedAssignment.student_id).where(
                    SubmittedAssignment.assignment_id == snapshot.id
                )
            )
        )
    for notebook in snapshot.notebooks:
        load_key(source / f"{notebook.name}.key.toml")
    found = submitted_students(course, options.assignment, options.students)
    # Such a name would stand in the gradebook, and on each of its pages.
    faults = {name: fault for name in found if (fault := fault_of_student(name)) is not None}
    students = tuple(name for name in found if name not in faults)
    python = student_python()
    with alone(course, options.assignment) as staging:
        todo = Todo(course, options.assignment)
        state = hash_of(source)
        chosen = todo.choose(students, recorded, force=options.force, state=state)
        outcome = Outcome(untouched=len(students) - len(chosen))
        outcome.problems.update({ascii(name): fault for name, fault in faults.items()})
        if chosen:
            plan = Plan(
                settings.root,
                snapshot,
                staging,
                python,
                options.unsafe,
                execute=not options.scheduler,
                formative=options.formative,
            )
            writer = Writer(engine, course, snapshot, staging)
            _Run(plan, options, writer, todo, outcome, console).grade(chosen)
            todo.end(state)
    engine.dispose()
    return outcome


def _check_assignment(source: Path, assignment: str) -> None:
    if not source.is_dir() or not any(source.glob("*.ipynb")):
        top = source.parent
        there = sorted(folder.name for folder in top.iterdir() if any(folder.glob("*.ipynb")))
        raise KeyFileError(
            f"there is no assignment {assignment!r} in source/; there are: {', '.join(there)}"
        )


class _Run:
    """One run: who is out, who is tried again, who is done."""

    def __init__(
        self,
        plan: Plan,
        options: Options,
        writer: Writer,
        todo: Todo,
        outcome: Outcome,
        console: Console,
    ) -> None:
        self._plan, self._options, self._writer = plan, options, writer
        self._todo, self._outcome, self._console = todo, outcome, console
        self._tries: dict[str, int] = {}

    def grade(self, students: Sequence[str]) -> None:
        """Grade students' submissions."""
        workers = max(1, min(self._options.workers, len(students)))
        with (
            Shown(len(students), self._console) as shown,
            Pool(self._plan, workers, _PATIENCE) as pool,
        ):
            waiting = list(reversed(students))
            out = 0
            while waiting or out:
                while waiting and pool.room > 0:
                    self._hand_out(pool, waiting.pop())
                    out += 1
                for ended in pool.wait(1.0):
                    if not self._outcome.ready:
                        self._outcome.ready = pool.ready
                        shown.begin()
                    out -= 1
                    if not self._take_in(ended):
                        waiting.append(ended.call.tag)
                        continue
                    shown.advance(failed=ended.call.tag in self._outcome.problems)

    def _hand_out(self, pool: Pool, student: str) -> None:
        task = Task(student, self._writer.prior(student))
        pool.submit(Call("grade", (task,), student))

    def _take_in(self, ended: Ended) -> bool:
        """Record what has come back; return whether that submission is done."""
        if ended.error is not None:
            raise ended.error
        student = ended.call.tag
        if ended.lost:
            self._tries[student] = self._tries.get(student, 0) + 1
            if self._tries[student] < _TRIES:
                return False
            (task,) = ended.call.arguments
            problem = (
                f"it ended the process that graded it, {_TRIES} times: {ended.lost}. Look at the "
                "submission before it is graded again"
            )
            return self._record(Graded(task, problem=problem))
        return self._record(ended.result)

    def _record(self, graded: Graded) -> bool:
        student, start = graded.task.student, time.perf_counter()
        if not self._writer.record(graded):
            return False
        self._todo.done(student)
        outcome = self._outcome
        if graded.problem:
            outcome.problems[student] = graded.problem
        else:
            outcome.graded += 1
        if graded.held:
            outcome.held[student] = graded.held
        if graded.incidents:
            outcome.incidents[student] = graded.incidents
        for name in ("prepare", "execute", "finish"):
            spent = getattr(graded.seconds, name)
            outcome.seconds[name] = outcome.seconds.get(name, 0.0) + spent
        spent = time.perf_counter() - start
        outcome.seconds["record"] = outcome.seconds.get("record", 0.0) + spent
        return True
