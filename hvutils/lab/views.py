"""Reading a capture as text: numbered lines, all of them or those that match."""

from __future__ import annotations

import re

from hvutils.captures import Capture
from hvutils.errors import AnswerError
from hvutils.lab.lines import fitted
from hvutils.lab.shelf import Sample

__all__ = ["capture_of", "show"]


def capture_of(machine: Capture | Sample) -> Capture:
    """Return the capture of a sample, or the capture itself.

    Raises:
        AnswerError: ``machine`` is neither.
    """
    if isinstance(machine, Sample):
        return machine.capture
    if isinstance(machine, Capture):
        return machine
    if callable(machine):
        raise AnswerError("this is a function and no machine: call it, as in this_machine()")
    raise AnswerError(f"{machine!r} is no machine: give sample('…') or server('…')")


def show(machine: Capture | Sample, probe: str | None = None, grep: str | None = None) -> None:
    """Print a probe's name and its lines with numbers; without a probe, list them all.

    Args:
        machine: a sample or a server.
        probe: the name of the probe, such as ``lscpu.txt``.
        grep: a regular expression; only lines that match are printed.

    Raises:
        CaptureNotFoundError: the machine has no such probe; the message lists those it has.
        AnswerError: ``grep`` is no regular expression.
    """
    capture = capture_of(machine)
    if probe is None:
        for file in capture.files:
            print(f"{file.name:32} {len(file.lines):5} line{'s' * (len(file.lines) != 1)}")
        return
    try:
        pattern = re.compile(grep or "")
    except re.error as error:
        raise AnswerError(f"grep={grep!r} is no regular expression: {error}") from None
    lines = capture.file(probe).lines
    found = [(n, line) for n, line in enumerate(lines, 1) if pattern.search(line)]
    if grep is None:
        while found and not found[-1][1].strip():
            found.pop()
    if found:
        # A line is cited as file:line.
        print(probe)
    for number, line in found:
        print(fitted(f"{number:4}: {line}", hang=6))
    if not found:
        print(f"(no line of {probe} matches {grep!r})")
