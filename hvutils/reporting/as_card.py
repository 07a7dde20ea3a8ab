"""A verdict on one machine as text: the facts, then each line of evidence with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hvutils.evidence.finding import Finding
from hvutils.reporting.shape import Judged
from hvutils.reporting.stance import sides
from hvutils.reporting.text import Line, Span, Tone, line
from hvutils.reporting.words import by_line, facts, headline
from hvutils.tables.words import Role

__all__ = ["ROLE_TONES", "card", "closing", "evidence", "opening"]

ROLE_TONES = {
    Role.GUEST: Tone.PLACE,
    Role.HOST: Tone.GOOD,
    Role.BARE_METAL: Tone.GOOD,
    Role.UNDETERMINED: Tone.DOUBT,
}
"""The colour of each role."""

_LABEL = 17


def card(verdict: Judged) -> Iterator[Line]:
    """Yield the lines of a card."""
    yield from opening(verdict)
    for heading, found in sides(verdict).named():
        yield Line()
        yield line(heading, tone=Tone.TITLE)
        yield from evidence(found)
    if not verdict.findings:
        yield Line()
        yield line("No line of these probes says anything about the platform.")
    yield from closing(verdict)
    if verdict.unread:
        yield Line()
        yield line("Could not be read", tone=Tone.TITLE)
        for item in verdict.unread:
            yield line(item.reason, indent=2, hang=2)


def opening(verdict: Judged) -> Iterator[Line]:
    """Yield the name of the machine and what the verdict states."""
    role = Span(headline(verdict), ROLE_TONES[verdict.role])
    yield line(Span(f"{verdict.capture}: ", Tone.TITLE), role, hang=2)
    for fact in facts(verdict):
        label = Span(fact.label.ljust(_LABEL), Tone.QUIET)
        yield line(label, fact.value, indent=2, hang=_LABEL)


def evidence(found: Iterable[Finding]) -> Iterator[Line]:
    """Yield each line of evidence with its place and all that it means."""
    for where, text, means in by_line(found):
        yield line(Span(where, Tone.PLACE), indent=2, whole=True)
        yield line(text, indent=4)
        for item in means:
            source = Span(f" ({item.source})", Tone.QUIET)
            yield line(f"{item.strength:.2f} → {item.says}", source, indent=4, hang=7)


def closing(verdict: Judged) -> Iterator[Line]:
    """Yield the conflicts, and what would settle more."""
    if verdict.conflicts:
        yield Line()
        yield line("Conflicts", tone=Tone.TITLE)
        for conflict in verdict.conflicts:
            yield line(str(conflict), indent=2, hang=2)
    if verdict.next_probes:
        yield Line()
        yield line("What would settle more", tone=Tone.TITLE)
        for probe in verdict.next_probes:
            yield line(probe, indent=2, whole=True)
