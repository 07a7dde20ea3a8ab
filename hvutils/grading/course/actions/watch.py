"""``hv course watch``: grade what arrives in the exchange, and release its feedback."""

from __future__ import annotations

import argparse
import signal
from datetime import UTC, datetime

from hvutils.captures.names import clean
from hvutils.grading.course.course import Course
from hvutils.grading.course.service import Service, Watching, check_watchable, watching

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which assignment, how often it is looked at, and how often a student is graded."""
    parser.add_argument("assignment", help="the assignment, such as recon")
    parser.add_argument(
        "--every",
        type=_positive,
        default=10.0,
        metavar="SECONDS",
        help="look at the exchange so often; default: 10",
    )
    parser.add_argument(
        "--rate",
        type=_count,
        default=6,
        metavar="N",
        help="grade a student so often an hour; the newest submission waits; default: 6",
    )


def run(options: argparse.Namespace) -> int:
    """Watch until SIGTERM or Ctrl-C; a line a submission on stdout."""
    stop: list[int] = []
    before = {
        number: signal.signal(number, lambda number, frame: stop.append(number))
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    course = Course(options.course)
    how = Watching(options.assignment, options.every, options.rate)
    check_watchable(course, options.assignment)
    try:
        with watching(course, options.assignment):
            Service(course, how, _say, lambda: bool(stop)).run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _say(line: str) -> None:
    # One line, whatever a name holds.
    print(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {clean(' '.join(line.split()))}", flush=True)


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.1 <= value <= 86400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 0.1 to 86400")
    return value


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 1000")
    return int(text)
