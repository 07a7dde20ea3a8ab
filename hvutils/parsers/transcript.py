"""Splits a transcript, one text with several commands in it, into a probe a command.

What shows a command is in ``prompts``: a shell's or Windows's prompt with a command behind it, a
heading such as ``### lscpu ###`` or ``==> /proc/cpuinfo <==``, a Markdown fence.

Parsers get each section as a file of its own, whose lines count from 1; ``Section.cite`` gives the
record the name and the line numbers of the file that the auditor has. So no parser knows of
transcripts, and a record's numbers are moved in one place: in fields called ``line``, or ending in
``_line`` where 0 is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from hvutils.captures import ProbeFile
from hvutils.captures.names import suggests_probe
from hvutils.parsers.prompts import mark, probe_name
from hvutils.parsers.record import Record

__all__ = ["Section", "sections"]

R = TypeVar("R", bound=Record)

# A transcript shows its first command early; a kernel log of 100 MB is not searched for one.
_HEAD = 400
_MAX_SECTIONS = 1000

_REMOTE = re.compile(r"\s*\[\d\d:\d\d:\d\d\] (<<|>>) ?(.*)", re.DOTALL)
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-9;?]{0,32}[@-~]|\][^\x07\x1b\n]{0,256}(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>])"
)
_GREPPED = re.compile(
    r"/((?:sys/class/dmi/id|sys/devices/virtual/dmi/id|sys/hypervisor|proc/xen)/[\w/.-]{1,80})"
    r":(\S.*)"
)


@dataclass(frozen=True)
class Section:
    """The output of one command in a file, or a file that holds one probe only.

    Args:
        file: the file as recorded.
        probe: what parsers get: this section's lines, under the name of its command.
        first_line: the number in the file of the probe's line 1.
    """

    file: ProbeFile
    probe: ProbeFile
    first_line: int = 1

    def cite(self, record: R) -> R:
        """Return the record of this section as one of the file, by the file's line numbers."""
        if self.probe is self.file:
            return record
        moved: R = _moved(record, self.first_line - 1)
        return replace(moved, file=self.file.name)


def sections(file: ProbeFile) -> tuple[Section, ...]:
    """Split a file at the commands that it shows.

    Args:
        file: any file of a capture.

    Returns:
        A section a command; the file itself where it shows none.
    """
    if not _is_transcript(file):
        return (Section(file, file),)
    kept = (part for part in _split(file) if _says_enough(part.probe))
    return tuple(islice(kept, _MAX_SECTIONS)) or (Section(file, file),)


def _is_transcript(file: ProbeFile) -> bool:
    head = file.head(_HEAD)
    return (
        "\x1b" in file.text
        or any(mark(line) is not None or _sent(line) for line in head)
        or any(line.startswith("/") and _GREPPED.fullmatch(line.strip()) for line in head)
        or next((line[0] in " \t" for line in head if line.strip()), False)
    )


def _split(file: ProbeFile) -> Iterator[Section]:
    """Yield the sections in order; what stands before the first command is one too."""
    command, first, lines = "", 1, list[str]()
    for number, raw in enumerate(file.lines, start=1):
        line = _undressed(raw)
        if match := _GREPPED.fullmatch(line.strip()):
            yield _section(file, command, first, lines)
            yield _section(file, f"cat /{match[1]}", number, [match[2]])
            command, first, lines = "", number + 1, []
            continue
        shown = mark(line)
        if shown is None:
            lines.append(line)
            continue
        # A fence behind a command's name opens that command's output.
        if shown or any(text.strip() for text in lines):
            yield _section(file, command, first, lines)
            command = shown
        first, lines = number + 1, []
    yield _section(file, command, first, lines)


def _section(file: ProbeFile, command: str, first: int, lines: list[str]) -> Section:
    while lines and not lines[-1].strip():
        lines.pop()
    name = probe_name(command) if command else file.name
    text = "".join(f"{line}\n" for line in _dedented(lines))
    return Section(file, ProbeFile(name, text), first)


def _says_enough(probe: ProbeFile) -> bool:
    """Tell whether a section can be a probe: one word may be any command's, a host's name too."""
    said = [line.strip() for line in islice((line for line in probe.lines if line.strip()), 3)]
    if len(said) > 2:
        return True
    if not said or not suggests_probe(probe.name):
        return False
    alone = len(said) == 1 and len(said[0].split()) == 1
    return not alone or "/" in probe.name or any(w in probe.name for w in ("virt", "dmi", "cpuid"))


def _undressed(line: str) -> str:
    """Return a line without a remote console's marks and a terminal's colours."""
    if "\x1b" in line:
        line = _ESCAPES.sub("", line)
    if (match := _sent(line)) is not None:
        # What was sent is a command, and shows no prompt.
        return match[2] if match[1] == "<<" else f"$ {match[2]}"
    return line


def _sent(line: str) -> re.Match[str] | None:
    return _REMOTE.match(line) if "] <<" in line or "] >>" in line else None


def _dedented(lines: list[str]) -> list[str]:
    """Return the lines without the indentation that all of them have."""
    indents = [line[: len(line) - len(line.lstrip(" \t"))] for line in lines if line.strip()]
    if not indents or not indents[0]:
        return lines
    low, high = min(indents), max(indents)
    common = next(
        (at for at, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low)
    )
    return [line[common:] for line in lines]


def _moved(item: Any, by: int) -> Any:
    """Return a part of a record with all of its line numbers moved."""
    if isinstance(item, tuple):
        return tuple(_moved(part, by) for part in item)
    if not is_dataclass(item) or isinstance(item, type):
        return item
    changes = {}
    for field in fields(item):
        value = getattr(item, field.name)
        if field.name == "line" or (field.name.endswith("_line") and value):
            changes[field.name] = value + by
        elif isinstance(value, tuple) or is_dataclass(value):
            changes[field.name] = _moved(value, by)
    return replace(item, **changes) if changes else item
