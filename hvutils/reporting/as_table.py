"""A table for the eye: a machine a line, and on a terminal the strongest line of evidence below."""

from __future__ import annotations

from hvutils.reporting.as_card import ROLE_TONES
from hvutils.reporting.report import Machine, Tally
from hvutils.reporting.text import Line, Look, Span, Tone, drawn, line
from hvutils.reporting.words import NOTHING, because, missing, place, telling

__all__ = ["Table"]

_HEADINGS = ("role", "hypervisor", "type", "cloud", "confidence")
# The longest words of hvutils/tables/words.py: rows are written before all of them are known.
_WIDTHS = (12, 11, 12, 12, 10)
_WIDEST_NAME = 48


class Table:
    """Verdicts in columns. A name that is longer than its column moves the others, uncut.

    Args:
        look: where it goes.
        longest: the length of the longest name of a machine.
    """

    def __init__(self, look: Look, longest: int) -> None:
        self._look = look
        self._name = max(len("machine"), min(longest, _WIDEST_NAME))

    def begin(self) -> str:
        """Return the row of headings."""
        headings = ("machine", *_HEADINGS, *(("because",) if self._look.width is None else ()))
        widths = (self._name, *_WIDTHS, 0)
        cells = (text.ljust(width) for text, width in zip(headings, widths, strict=False))
        return drawn([line("  ".join(cells), tone=Tone.TITLE, whole=True)], self._look)

    def machine(self, machine: Machine) -> str:
        """Return the machine's row; on a terminal, one line more for the evidence."""
        verdict = machine.verdict
        role, *others = (
            text.ljust(width) + "  "
            for text, width in zip(
                (
                    verdict.role.value,
                    verdict.hypervisor.value if verdict.hypervisor else NOTHING,
                    verdict.type.value if verdict.type else NOTHING,
                    verdict.cloud.value if verdict.cloud else NOTHING,
                    f"{verdict.confidence:.2f}",
                ),
                _WIDTHS,
                strict=True,
            )
        )
        name = verdict.capture.ljust(self._name) + "  "
        cells: list[str | Span] = [name, Span(role, ROLE_TONES[verdict.role]), *others]
        if self._look.width is None:
            said = "; ".join(filter(None, (because(verdict), missing(verdict))))
            return drawn([line(*cells, said, whole=True)], self._look)
        return drawn([line(*cells, whole=True), *_evidence(machine)], self._look)

    def failure(self, name: str, reason: str) -> str:
        """Return nothing: stderr says it."""
        return ""

    def end(self, tally: Tally) -> str:
        """Return nothing."""
        return ""


def _evidence(machine: Machine) -> tuple[Line, ...]:
    shown, unread = telling(machine.verdict), missing(machine.verdict)
    if shown is None:
        first = line(because(machine.verdict), tone=Tone.QUIET, indent=2)
    else:
        first = line(Span(place(shown), Tone.PLACE), "  ", shown.text, indent=2, hang=2)
    return (first, line(unread, tone=Tone.BAD, indent=2, hang=2)) if unread else (first,)
