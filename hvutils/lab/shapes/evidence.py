"""Evidence: lines of a machine's probes, as ``file:line``."""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.captures import Capture
from hvutils.errors import CaptureError
from hvutils.lab.shapes.report import Report, handed_on, unanswered
from hvutils.lab.shapes.words import blank

__all__ = ["Evidence", "line_problem"]

_FORM = "give 'file:line', such as 'lscpu.txt:1'"


def line_problem(capture: Capture, given: object, what: str = "evidence") -> str | None:
    """Return what is wrong with a citation, or nothing; ``what`` it is given as."""
    if not isinstance(given, str) or ":" not in given:
        return f"{what} {given!r} is no line of a probe: {_FORM}"
    name, number = _parts(given)
    digits = number.isascii() and number.isdigit() and len(number) < 8
    try:
        file = capture.file(name)
    except CaptureError as error:
        # The text of a line, such as 'Vendor: SeaBIOS', names no probe at all.
        return str(error) if digits else f"{what} {given!r} is no line of a probe: {_FORM}"
    if not digits or not 1 <= int(number) <= len(file.lines):
        return f"{name} has lines 1 to {len(file.lines)}, not {number!r}"
    if not file.line(int(number)).strip():
        return f"{given} is an empty line: cite the line that shows it"
    return None


def _parts(given: str) -> tuple[str, str]:
    """Return the probe and the line's number, without blanks around them."""
    name, _, number = given.rpartition(":")
    return name.strip(), number.strip()


def _tidy(given: str) -> str:
    """Return a citation without blanks around its parts; anything else as it is."""
    return ":".join(_parts(given)) if ":" in given else given


@dataclass(frozen=True)
class Evidence:
    """Lines of one machine.

    Args:
        capture: the machine's probes.
        count: how many lines are asked for.
    """

    capture: Capture
    count: int = 1

    def describe(self) -> str:
        """Say what an answer looks like."""
        where = f"of {self.capture.name}, as 'file:line'"
        return f"a line {where}" if self.count == 1 else f"a list of {self.count} lines {where}"

    def check(self, value: object) -> Report:
        """Check the shape of an answer; see `Report`."""
        if self.count == 1 and not isinstance(value, list | tuple):
            value = [value]
        if not isinstance(value, list | tuple):
            if blank(value):
                return unanswered(self.describe())
            problem = f"{value!r} is no list: give {self.describe()}"
            return Report(False, (problem,), handed_on(value))
        if all(map(blank, value)):
            return unanswered(self.describe())
        given = [line for line in value if not blank(line)]
        problems = [p for line in given if (p := line_problem(self.capture, line))]
        if len(given) != len({_tidy(str(line)) for line in given}):
            problems.append("a line stands there twice: cite different ones")
        if len(given) > self.count:
            problems.append(f"there are {len(given)} lines: keep {self.count}")
        summary = f"{len(given)} of {self.count} lines cited"
        clean = [_tidy(x) if isinstance(x, str) else handed_on(x) for x in given[: self.count]]
        complete = len(clean) == self.count and not problems
        return Report(complete, (summary, *problems), clean)
