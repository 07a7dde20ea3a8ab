"""ProbeFile: the text of one probe, by line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

__all__ = ["ProbeFile", "Unread"]


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
        lines = tuple(line.removesuffix("\r") for line in self.text.split("\n"))
        # What follows the last line's end is no line.
        return lines[:-1] if lines[-1] == "" else lines

    def line(self, number: int) -> str:
        """Return the line with this number, counted from 1, or an empty string."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""


@dataclass(frozen=True)
class Unread:
    """A file of a capture that could not be read, and why."""

    name: str
    reason: str
