"""``hv course check``: whether notebooks, keys and pool agree, before a student sees them."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path

from hvutils.errors import IsolationError
from hvutils.grading.course.checks import Checked, check_notebook
from hvutils.grading.course.checks.executed import executed_as_it_says
from hvutils.grading.course.course import Course
from hvutils.grading.isolation.environment import student_python
from hvutils.grading.isolation.execution import Kernels
from hvutils.grading.isolation.limits import Limits

__all__ = ["arguments", "run"]

_FAULTY = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which assignments."""
    parser.add_argument("assignment", nargs="*", help="default: all in source/")
    parser.add_argument(
        "--no-execute", action="store_true", help="mark sample answers only, and run no notebook"
    )


def run(options: argparse.Namespace) -> int:
    """Check each notebook of the assignments, and print a sentence for each fault.

    Returns:
        0, or 1 where there is a fault.

    Raises:
        KeyFileError: there is no such assignment.
    """
    course = Course(options.course)
    names = options.assignment or course.assignments()
    sources = [source for name in names for source in course.sources(name)]
    faulty = False
    with ExitStack() as stack:
        kernels, why_not = _kernels(stack, course, execute=not options.no_execute)
        for source in sources:
            checked = check_notebook(source)
            faults = list(checked.faults)
            if not faults and kernels is not None:
                faults += executed_as_it_says(source, kernels, course.config)
            faulty = faulty or bool(faults)
            print("\n".join(faults) if faults else _agrees(source, checked, why_not))
    return _FAULTY if faulty else 0


def _kernels(stack: ExitStack, course: Course, *, execute: bool) -> tuple[Kernels | None, str]:
    if not execute:
        return None, "not executed, as asked"
    try:
        kernels = Kernels(student_python(), Limits(), keep_out=(course.root,))
        return stack.enter_context(kernels), ""
    except IsolationError as error:
        return None, f"not executed: {error}"


def _agrees(source: Path, checked: Checked, why_not: str) -> str:
    ran = why_not or "executed, its own answers earn every point, and untouched it earns none"
    return (
        f"{source.parent.name}/{source.name}: {checked.questions} questions of "
        f"{checked.points:g} points agree with their key; {checked.samples} sample answers get "
        f"what the key says; {ran}"
    )
