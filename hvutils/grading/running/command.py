"""``hv grade``: grades a class from the command line."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from hvutils.grading.running.runner import Outcome

__all__ = ["arguments", "run"]

STOPPED = 130


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``hv grade``."""
    parser.description = (
        "Grades the submissions of a class in parallel, each isolated, into the gradebook that the "
        "formgrader shows, and writes their feedback. What is graded is left alone unless it was "
        "handed in again; a run that was cut short goes on where it was."
    )
    parser.epilog = "example: hv grade recon --workers 4"
    parser.add_argument("assignment", help="the assignment, such as recon")
    parser.add_argument(
        "--student",
        action="append",
        default=[],
        metavar="NAME",
        help="only this student; a pattern such as 'a*' too; may be given several times",
    )
    parser.add_argument(
        "--course", type=Path, default=Path(), metavar="FOLDER", help="default: this folder"
    )
    parser.add_argument(
        "--workers", type=_number, metavar="N", help="processes at once; default: one a core"
    )
    parser.add_argument(
        "--force", action="store_true", help="grade those too that are graded; marks by hand stay"
    )
    parser.add_argument(
        "--scheduler",
        default="",
        metavar="tcp://HOST:PORT",
        help="execute on the workers of this Dask scheduler",
    )
    parser.add_argument(
        "--unsafe-no-sandbox",
        action="store_true",
        help="execute without isolation, and mark each result so: for submissions that you trust",
    )


def _number(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes from 1 to 256")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Grade a class.

    Returns:
        The exit code: 0. A submission that cannot be graded is no failure of the run: it is named
        with its reason.

    Raises:
        HvError: the run cannot begin, or cannot go on; the message gives the remedy.
    """
    from rich.console import Console

    from hvutils.grading.running.forking import warm_up
    from hvutils.grading.running.quick_start import start_quickly

    console = Console()
    start_quickly()
    warm_up()
    from hvutils.grading.running.runner import Options, grade_class
    from hvutils.grading.running.settings import inside, load_settings

    settings = load_settings(options.course)
    asked = Options(
        options.assignment,
        tuple(options.student),
        options.workers or len(os.sched_getaffinity(0)),
        options.force,
        options.scheduler,
        options.unsafe_no_sandbox,
    )
    try:
        with inside(settings.root):
            outcome = grade_class(settings, asked, console)
    except KeyboardInterrupt:
        console.print("Stopped. What is graded is recorded: the same command goes on from there.")
        return STOPPED
    say(outcome, console)
    return 0


def say(outcome: Outcome, console: Console) -> None:
    """Print what became of a run."""
    words = f"{outcome.graded} graded"
    if outcome.untouched:
        words += f", {outcome.untouched} graded before and not handed in again"
    if outcome.problems:
        words += f", {len(outcome.problems)} not graded"
    console.print(words, highlight=False)
    for what in (outcome.problems, outcome.held):
        for student, reason in sorted(what.items()):
            console.print(f"  {student}: {reason}", highlight=False, markup=False)
    for student, incidents in sorted(outcome.incidents.items()):
        for incident in incidents:
            console.print(f"  {student}: {incident}", highlight=False, markup=False)
