"""The runner: hands submissions out, takes the graded ones in, and has them recorded one by one."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.api import SubmittedAssignment
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.orm import Session

from hvutils.errors import KeyFileError
from hvutils.grading.intake import fault_of_student
from hvutils.grading.isolation.environment import student_python
from hvutils.grading.keys.key import load_key
from hvutils.grading.plugins import IsolatedExecute
from hvutils.grading.running.converting import Converters
from hvutils.grading.running.gradebook import open_gradebook, said_in_words
from hvutils.grading.running.messages import Plan
from hvutils.grading.running.options import Options, Outcome
from hvutils.grading.running.recording import Writer
from hvutils.grading.running.run import Run, patience_with
from hvutils.grading.running.settings import Settings
from hvutils.grading.running.snapshot import take_snapshot
from hvutils.grading.running.todo import Todo, alone, hash_of, submitted_students

if TYPE_CHECKING:
    from hvutils.grading.running.scheduler import Cluster

__all__ = ["Options", "Outcome", "grade_class"]


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
    python = Path() if options.scheduler else student_python()
    with _cluster(settings, options) as cluster, alone(course, options.assignment) as staging:
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
            limits = IsolatedExecute(config=settings.config).limits()
            patience = patience_with(limits, len(snapshot.notebooks))
            run = Run(plan, options.workers, writer, todo, outcome, console, cluster, patience)
            run.grade(chosen)
        todo.end(state)
    engine.dispose()
    return outcome


def _cluster(settings: Settings, options: Options) -> AbstractContextManager[Cluster | None]:
    if not options.scheduler:
        return nullcontext()
    # Imported when it is asked for: it is an extra, and slow to load.
    from hvutils.grading.running.scheduler import Cluster

    limits = IsolatedExecute(config=settings.config).limits()
    return Cluster(options.scheduler, limits, unsafe=options.unsafe)


def _check_assignment(source: Path, assignment: str) -> None:
    if not source.is_dir() or not any(source.glob("*.ipynb")):
        top = source.parent
        there = sorted(folder.name for folder in top.iterdir() if any(folder.glob("*.ipynb")))
        raise KeyFileError(
            f"there is no assignment {assignment!r} in source/; there are: {', '.join(there)}"
        )
