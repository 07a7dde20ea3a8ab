"""Markdown for a ticket or a wiki: one table, a row a machine; or a section a machine."""

from __future__ import annotations

import re

from hvutils.captures.names import clean
from hvutils.reporting.as_explanation import explanation
from hvutils.reporting.report import Machine, Tally
from hvutils.reporting.text import drawn
from hvutils.reporting.words import NOTHING, headline, missing, place, telling

__all__ = ["ExplainedMarkdown", "Markdown"]

_HEADINGS = (
    *("machine", "role", "hypervisor", "type", "cloud", "container", "confidence"),
    *("where", "because"),
)
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$])")
# Source: GitHub Flavored Markdown, 6.9: these become links by themselves.
_LINKS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=[.])", re.IGNORECASE)


class Markdown:
    """Verdicts as rows of a table; what is Markdown or HTML in a recorded text is escaped."""

    def begin(self) -> str:
        """Return the row of headings and the line beneath."""
        return f"{_row(_HEADINGS)}|{'---|' * len(_HEADINGS)}\n"

    def machine(self, machine: Machine) -> str:
        """Return the machine's row."""
        verdict, shown = machine.verdict, telling(machine.verdict)
        said = shown.text if shown else "no evidence"
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
                _text("; ".join(filter(None, (said, missing(verdict))))),
            )
        )

    def failure(self, name: str, reason: str) -> str:
        """Return a row that gives the reason."""
        gaps = [NOTHING] * (len(_HEADINGS) - 3)
        return _row((_text(name), "no verdict", *gaps, _text(reason)))

    def end(self, tally: Tally) -> str:
        """Return what was counted, as a paragraph."""
        return f"\n{_text(str(tally))}.\n"


class ExplainedMarkdown:
    """Verdicts as sections: a heading a machine, and its explanation in a fence."""

    def begin(self) -> str:
        """Return nothing."""
        return ""

    def machine(self, machine: Machine) -> str:
        """Return the machine's section; no line of a probe ends the fence."""
        verdict = machine.verdict
        text = drawn(explanation(machine))
        longest = max(map(len, re.findall("`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        heading = f"## {_text(f'{verdict.capture}: {headline(verdict)}')}"
        return f"{heading}\n\n{fence}text\n{text}{fence}\n\n"

    def failure(self, name: str, reason: str) -> str:
        """Return a section that gives the reason."""
        return f"## {_text(name)}: no verdict\n\n{_text(reason)}\n\n"

    def end(self, tally: Tally) -> str:
        """Return what was counted, as a paragraph."""
        return f"{_text(str(tally))}.\n"


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _text(text: str) -> str:
    return _LINKS.sub(r"\\", _MARKS.sub(r"\\\1", clean(text.replace("\t", " "))))
