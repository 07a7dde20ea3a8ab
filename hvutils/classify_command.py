"""``hv classify``: verdicts on recorded machines, or on this one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import TextIO

from hvutils.captures import Capture, archive
from hvutils.captures.limits import MAX_PROBE_BYTES, Limits
from hvutils.captures.names import clean
from hvutils.errors import HvError
from hvutils.evidence.weighing import Case
from hvutils.reporting.layouts import layout
from hvutils.reporting.output import look_of, opened
from hvutils.reporting.pooling import in_order
from hvutils.reporting.progress import Progress
from hvutils.reporting.report import Format, Layout, Machine, Step, Tally
from hvutils.reporting.text import PIPE
from hvutils.tables.words import Role
from hvutils.verdict import RULES, Verdict, classify

__all__ = ["ROLE_CODES", "arguments", "run", "steps"]

# No path can be called so: an empty one is somebody's unset variable, and no machine.
_THIS_MACHINE = "\0"
_MOST_PATHS = 64 * 1024 * 1024
_STDIN = "-"
_BAD_INPUT = 2
_ROWS = ("table", "csv")
_FOR_PROGRAMS = (Format.JSON, Format.CSV, Format.MARKDOWN, Format.HTML)

ROLE_CODES = {Role.BARE_METAL: 0, Role.GUEST: 10, Role.HOST: 11, Role.UNDETERMINED: 12}
"""The exit codes of ``--exit-role``."""

_EPILOG = """\
exit codes:
  0    every input was read and judged
  2    some input could not be used; stderr names it, and the rest was judged
  130  interrupted with Ctrl-C
with --exit-role, for one machine that was read completely:
  0    bare metal
  10   guest
  11   host
  12   undetermined

Colours appear on a terminal, and not where NO_COLOR is set; FORCE_COLOR=1 asks for them in a pipe.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``hv classify``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="a folder of probe output, an archive, a support bundle, one file, or '-' for "
        "standard input; without a PATH, this machine is read",
    )
    parser.add_argument(
        "--files-from",
        metavar="FILE",
        help="read more PATHs from FILE, one a line or each ended by a zero byte; '-' for "
        "standard input",
    )
    parser.add_argument(
        "--format",
        choices=("table", "json", "csv", "markdown", "html"),
        help="how to write the verdicts; by default a card for one machine, a table for many",
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line; the same as --format json"
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="the whole chain of evidence: what was read, what each line says, how it weighs, "
        "which rule decided, what conflicts, and what would settle it",
    )
    parser.add_argument(
        "--output", "-o", metavar="FILE", help="write to FILE, which appears when it is complete"
    )
    parser.add_argument(
        "--exit-role", action="store_true", help="tell the role of one machine by the exit code"
    )
    parser.add_argument(
        "--probe-mib",
        metavar="N",
        type=_mib,
        default=MAX_PROBE_BYTES >> 20,
        help="refuse a probe that is larger than N MiB (by default %(default)s)",
    )


def _mib(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1 << 20):
        raise argparse.ArgumentTypeError(f"{text!r} is no size in MiB: give a number such as 256")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Classify what was given, and return the exit code.

    A machine that cannot be read costs that machine only: it is named on stderr with the remedy,
    and the exit code is 2 in the end.

    Raises:
        HvError: the options contradict each other, or the output cannot be written.
    """
    paths = _paths(options)
    many = len(paths) > 1
    form = _format(options, many=many)
    if options.exit_role and many:
        raise HvError(f"--exit-role tells the role of one machine, not of {len(paths)}")
    names = [archive.stem(_name(path)) for path in paths]
    # Where two machines have one name, only their paths tell them apart.
    by_path = many and len(set(names)) < len(names)
    longest = max(map(len, paths if by_path else names))
    tally = Tally()
    programs = form in _FOR_PROGRAMS
    with opened(options.output, machine=programs) as stream:
        look = PIPE if programs else look_of(stream)
        drawing = layout(form, look, longest=longest, many=many, explains=options.explain)
        job = _Job(drawing, by_path, many, options.explain, Limits.of(options.probe_mib))
        progress = Progress(len(paths), sys.stderr)
        _write(stream, progress, job.layout.begin())
        pieces = in_order(partial(_judge, job), paths, partial(_lost, job), here=_STDIN.__eq__)
        try:
            with closing(pieces):
                for piece in pieces:
                    _write(stream, progress, piece.text)
                    _complain(progress, piece.complaints)
                    piece.count(tally)
                    progress.advance(bad=piece.role is None)
        finally:
            progress.clear()
        _write(stream, progress, job.layout.end(tally))
    if tally.bad or tally.incomplete:
        return _BAD_INPUT
    return ROLE_CODES[Role(next(iter(tally.roles)))] if options.exit_role else 0


@dataclass(frozen=True)
class _Job:
    """What is done with each input; it travels to other processes."""

    layout: Layout
    by_path: bool
    many: bool
    explains: bool
    limits: Limits


@dataclass(frozen=True)
class _Piece:
    """What came of one input: its part of the report, and what to say on stderr."""

    text: str
    role: Role | None
    complaints: tuple[str, ...] = ()

    def count(self, tally: Tally) -> None:
        """Count this input."""
        if self.role is None:
            tally.bad += 1
            return
        tally.roles[self.role.value] += 1
        tally.incomplete += bool(self.complaints)


def _format(options: argparse.Namespace, *, many: bool) -> Format:
    if options.json and options.format not in (None, "json"):
        raise HvError(f"--json and --format {options.format} contradict each other: give one")
    named = "json" if options.json else options.format
    if options.explain and named in _ROWS:
        raise HvError(
            f"--explain does not fit into the rows of {named!r}: take --format json, html or "
            "markdown, or no format for text"
        )
    if options.explain and not named:
        return Format.EXPLANATION
    if named:
        return Format(named)
    return Format.TABLE if many else Format.CARD


def _paths(options: argparse.Namespace) -> list[str]:
    """Return what was given, also in a file; without anything, this machine."""
    given: list[str] = list(options.paths)
    if options.files_from is not None:
        given += _listed(options.files_from)
        if not given:
            raise HvError(f"{options.files_from!r} names no PATH: write one a line")
    if "" in given:
        raise HvError("an empty PATH names no machine: leave it out to read this one")
    return given or [_THIS_MACHINE]


def _listed(name: str) -> list[str]:
    try:
        with nullcontext(sys.stdin.buffer) if name == _STDIN else Path(name).open("rb") as file:
            data = file.read(_MOST_PATHS + 1)
    except OSError as error:
        raise HvError(f"{name!r} cannot be read: {error.strerror}") from None
    if len(data) > _MOST_PATHS:
        raise HvError(f"{name!r} has more than {_MOST_PATHS:,} bytes: it is no list of PATHs")
    # find -print0 ends each with a zero byte, for a name may hold the end of a line.
    end = b"\0" if b"\0" in data else b"\n"
    return [os.fsdecode(line) for line in data.split(end) if line]


def _name(path: str) -> str:
    if path == _THIS_MACHINE:
        return "this machine"
    return clean(PurePath(path).name or path)


def _load(path: str, limits: Limits) -> Capture:
    if path == _THIS_MACHINE:
        return Capture.live()
    if path == _STDIN:
        return Capture.from_stream(sys.stdin.buffer, limits=limits)
    return Capture.load(path, limits=limits)


def _judge(job: _Job, path: str) -> _Piece:
    """Read and judge one input; whatever goes wrong costs this input only."""
    try:
        capture = _load(path, job.limits)
        verdict = classify(capture)
        if job.by_path and path != _STDIN:
            verdict = replace(verdict, capture=clean(path))
        asked = steps(verdict) if job.explains else ()
        text = job.layout.machine(Machine(capture, verdict, asked))
    except HvError as error:
        return _failed(job, path, str(error))
    except Exception as error:
        # A bug of ours, or no memory: in a fleet of thousands it must not cost the others.
        return _failed(
            job,
            path,
            f"{clean(path)!r} could not be judged: {type(error).__name__}: {error}; "
            "this is an error of hv itself: please report it",
        )
    machine = f"{verdict.capture}: " if job.many else ""
    unread = tuple(f"{machine}{item.reason}" for item in capture.unread)
    return _Piece(text, verdict.role, unread)


def steps(verdict: Verdict) -> tuple[Step, ...]:
    """Return the rules that a verdict was asked of, up to the one that decided."""
    case, steps = Case(verdict.findings), []
    for rule in RULES:
        name = rule.conclude.__name__.strip("_").replace("_", " ")
        decides = rule.conclude(case) is not None
        steps.append(Step(name, " ".join(rule.reason.split()), decides))
        if decides:
            break
    return tuple(steps)


def _failed(job: _Job, path: str, reason: str) -> _Piece:
    name = clean(path) if job.by_path else _name(path)
    return _Piece(job.layout.failure(name, reason), None, (reason,))


def _lost(job: _Job, path: str) -> _Piece:
    reason = (
        f"{clean(path)!r} could not be judged: the process that read it was ended from outside, "
        "as happens where memory is short; give it alone, or less of it"
    )
    return _failed(job, path, reason)


def _write(stream: TextIO, progress: Progress, text: str) -> None:
    if text:
        if stream.isatty():
            progress.clear()
        stream.write(text)
        # Who watches, or reads from a pipe, sees each machine when it is judged.
        stream.flush()


def _complain(progress: Progress, complaints: Sequence[str]) -> None:
    for complaint in complaints:
        progress.clear()
        print(f"hv: {clean(complaint)}", file=sys.stderr)
