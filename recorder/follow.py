"""Let what an expert wrote of a machine follow its lines when the machine is recorded again.

A line is where its text is, whatever its number is now; the kernel's log has other times in every
recording. Sentences name lines too, as ``lscpu.txt:19``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Followed", "follow", "timeless"]

_ROW = re.compile(
    r'^file = "(?P<file>[^"\n]+)"\nline = (?P<line>\d+)\ntext = (?P<text>"(?:[^"\\\n]|\\.)*")$',
    re.MULTILINE,
)
_TIME = re.compile(r"^\[ *\d+\.\d{6}\] ")


@dataclass(frozen=True)
class Followed:
    """What an expert wrote, with the lines where they are now.

    Args:
        text: the whole text.
        lost: the places whose line is no longer there; they stand as they were.
    """

    text: str
    lost: tuple[str, ...]


def timeless(line: str) -> str:
    """Return a line without the time that the kernel's log puts before it."""
    return _TIME.sub("", line)


def follow(text: str, before: Mapping[str, str], after: Mapping[str, str]) -> Followed:
    """Return an expert's text with the lines of a new recording.

    Args:
        text: rows of evidence, and sentences that name lines.
        before: the probes that it was written of, by name.
        after: the probes now.
    """
    if not before:
        return Followed(text, ())
    lost: dict[str, None] = {}

    def place(name: str, number: int) -> int | None:
        found = _moved(before.get(name, ""), after.get(name, ""), number)
        if found is None:
            lost[f"{name}:{number}"] = None
        return found

    def row(match: re.Match[str]) -> str:
        name = match["file"]
        number = place(name, int(match["line"]))
        if number is None:
            return match[0]
        line = after[name].split("\n")[number - 1].strip()
        return f'file = "{name}"\nline = {number}\ntext = {json.dumps(line, ensure_ascii=False)}'

    def word(match: re.Match[str]) -> str:
        number = place(match["file"], int(match["line"]))
        return match[0] if number is None else f"{match['file']}:{number}"

    names = "|".join(map(re.escape, sorted(before, key=len, reverse=True)))
    text = re.sub(rf"(?<![\w/.])(?P<file>{names}):(?P<line>\d+)", word, _ROW.sub(row, text))
    return Followed(text, tuple(lost))


def _moved(before: str, after: str, number: int) -> int | None:
    """Return the number that a line has now: of lines alike, the one that is nearest.

    Where none is the same, a tool may have put more words behind it.
    """
    old = before.split("\n")
    if not 1 <= number <= len(old):
        return None
    wanted = timeless(old[number - 1]).strip()
    lines = [timeless(line).strip() for line in after.split("\n")] if after else []
    same = [n for n, line in enumerate(lines, 1) if line == wanted]
    if not same and wanted:
        same = [n for n, line in enumerate(lines, 1) if line.startswith(f"{wanted} ")]
    return min(same, key=lambda n: abs(n - number), default=None)
