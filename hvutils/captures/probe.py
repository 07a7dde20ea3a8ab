"""ProbeFile: the text of one probe, by line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

__all__ = ["ProbeFile", "Unread"]

# Few probes are longer; of these only the first lines are split until somebody asks for all.
_LONG = 1_000_000
_TOP = 4_000


@dataclass(frozen=True)
class ProbeFile:
    """The text of one probe.

    Args:
        name: the path inside the capture, with forward slashes.
        text: the decoded text, as recorded.
    """

    name: str
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        r"""The lines without their ends; line 1 is ``lines[0]``. Only \n and \r\n end a line."""
        return _split(self.text)

    def head(self, count: int) -> tuple[str, ...]:
        r"""Return the first lines, as ``lines[:count]`` does, without splitting the rest.

        >>> ProbeFile("lsmod", "Module  Size  Used by\nkvm 1146880 0\n").head(1)
        ('Module  Size  Used by',)
        """
        short = len(self.text) <= _LONG or count > _TOP
        return self.lines[:count] if short else self._top[:count]

    @cached_property
    def _top(self) -> tuple[str, ...]:
        end = 0
        for _ in range(_TOP):
            end = self.text.find("\n", end) + 1
            if not end:
                return self.lines
        return _split(self.text[:end])

    def line(self, number: int) -> str:
        """Return the line with this number, counted from 1, or an empty string."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""


def _split(text: str) -> tuple[str, ...]:
    lines = text.split("\n")
    if "\r" in text:
        lines = [line.removesuffix("\r") for line in lines]
    # What follows the last line's end is no line.
    return tuple(lines[:-1] if lines[-1] == "" else lines)


@dataclass(frozen=True)
class Unread:
    """A file of a capture that could not be read, and why."""

    name: str
    reason: str
