"""Markdown: one table, a row a machine, for a ticket or a wiki."""

from __future__ import annotations

import re

from hvutils.captures.names import clean
from hvutils.reporting.report import Machine, Tally
from hvutils.reporting.words import NOTHING, place, telling

__all__ = ["Markdown"]

_HEADINGS = (
    *("machine", "role", "hypervisor", "type", "cloud", "container", "confidence"),
    *("where", "because"),
)
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$])")


class Markdown:
    """Verdicts as rows of a table; what is Markdown or HTML in a recorded text is escaped."""

    def begin(self) -> str:
        """Return the row of headings and the line beneath."""
        return f"{_row(_HEADINGS)}|{'---|' * len(_HEADINGS)}\n"

    def machine(self, machine: Machine) -> str:
        """Return the machine's row."""
        verdict, shown = machine.verdict, telling(machine.verdict)
        return _row(
            (
                _text(verdict.capture),
                verdict.role.value,
                verdict.hypervisor.value if verdict.hypervisor else NOTHING,
                verdict.type.value if verdict.type else NOTHING,
                verdict.cloud.value if verdict.cloud else NOTHING,
                verdict.container.value if verdict.container else NOTHING,
                f"{verdict.confidence:.2f}",
                _text(place(shown)) if shown else NOTHING,
                _text(shown.text) if shown else "no evidence",
            )
        )

    def failure(self, name: str, reason: str) -> str:
        """Return a row that gives the reason."""
        gaps = [NOTHING] * (len(_HEADINGS) - 3)
        return _row((_text(name), "no verdict", *gaps, _text(reason)))

    def end(self, tally: Tally) -> str:
        """Return what was counted, as a paragraph."""
        return f"\n{_text(str(tally))}.\n"


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _text(text: str) -> str:
    return _MARKS.sub(r"\\\1", clean(text.replace("\t", " ")))
