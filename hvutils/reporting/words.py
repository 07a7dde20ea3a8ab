"""What the formats say alike: a verdict's facts in words, and the line that tells most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hvutils.evidence.finding import Finding
from hvutils.reporting.shape import Judged
from hvutils.reporting.stance import sides
from hvutils.tables.words import Role

__all__ = [
    "NOTHING",
    "Fact",
    "because",
    "by_line",
    "facts",
    "headline",
    "missing",
    "place",
    "telling",
    "yes",
]

NOTHING = "-"
"""What stands where there is no value."""

_NAMED = 3


@dataclass(frozen=True)
class Fact:
    """One thing that a verdict states."""

    label: str
    value: str


def place(finding: Finding) -> str:
    """Return file and line of a finding, as editors take them."""
    return f"{finding.file}:{finding.line}"


def by_line(found: Iterable[Finding]) -> list[tuple[str, str, tuple[Finding, ...]]]:
    """Return place, text and all meanings of each line: one line often means two things."""
    lines: dict[tuple[str, str], list[Finding]] = {}
    for item in found:
        lines.setdefault((place(item), item.text), []).append(item)
    return [(where, text, tuple(means)) for (where, text), means in lines.items()]


def yes(value: bool | None) -> str:
    """Return a fact that may not have been observed, in words.

    >>> yes(None), yes(False)
    ('not observed', 'no')
    """
    return "not observed" if value is None else "yes" if value else "no"


def headline(verdict: Judged) -> str:
    """Return the verdict in a few words."""
    name = verdict.hypervisor.value if verdict.hypervisor else "a hypervisor without a name"
    match verdict.role:
        case Role.GUEST:
            words = f"guest of {name}"
        case Role.HOST:
            words = f"host of {name}"
        case Role.BARE_METAL:
            words = "bare metal"
        case _:
            words = "undetermined"
    if verdict.cloud:
        words += f", in the cloud {verdict.cloud.value}"
    if verdict.container:
        words += f", seen from a container ({verdict.container.value})"
    return words


def facts(verdict: Judged) -> tuple[Fact, ...]:
    """Return what a verdict states, in the order of its JSON."""
    return (
        Fact("role", verdict.role.value),
        Fact("hypervisor", verdict.hypervisor.value if verdict.hypervisor else NOTHING),
        Fact("type", _type(verdict)),
        Fact("product", verdict.product or NOTHING),
        Fact("cloud", verdict.cloud.value if verdict.cloud else NOTHING),
        Fact("container", verdict.container.value if verdict.container else NOTHING),
        Fact("nested", yes(verdict.nested)),
        Fact("nesting exposed", yes(verdict.nesting_exposed)),
        Fact("confidence", f"{verdict.confidence:.2f}"),
    )


def _type(verdict: Judged) -> str:
    if verdict.type is None:
        return NOTHING
    return f"{verdict.type.value}: {verdict.type_note}" if verdict.type_note else verdict.type.value


def telling(verdict: Judged) -> Finding | None:
    """Return the finding that tells most: for the verdict, or of all where none is for it."""
    found = sides(verdict)
    return next(iter(found.speaking_for or found.beside or found.against), None)


def because(verdict: Judged) -> str:
    """Return the finding that tells most as file, line and text."""
    item = telling(verdict)
    return f"{place(item)} {item.text}" if item else "no evidence"


def missing(verdict: Judged) -> str:
    """Return which files could not be read, as few words; empty where all could."""
    names = [item.name for item in verdict.unread]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"not read: {', '.join(names[:_NAMED])}{more}" if names else ""
