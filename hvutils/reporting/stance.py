"""Which findings speak for a verdict, which against it, and which tell something else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from hvutils.evidence.finding import Finding, Subject
from hvutils.evidence.weighing import FOR_GUEST
from hvutils.reporting.shape import Judged
from hvutils.tables.hypervisors import imitation
from hvutils.tables.words import Role

__all__ = ["Sides", "Stance", "sides", "stance"]

_PHYSICAL = (Subject.ABSENT, Subject.PHYSICAL)
_NAMES = (Subject.HYPERVISOR, Subject.VENDOR)


class Stance(Enum):
    """What a finding is to the verdict; the value is the heading over such findings."""

    FOR = "Evidence for it"
    AGAINST = "Evidence against it"
    BESIDE = "What else the lines say"


@dataclass(frozen=True)
class Sides:
    """The findings of a verdict by their stance, those first that tell most."""

    speaking_for: tuple[Finding, ...]
    against: tuple[Finding, ...]
    beside: tuple[Finding, ...]

    def named(self) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
        """Return heading and findings of each side that has any."""
        pairs = (
            (Stance.FOR.value, self.speaking_for),
            (Stance.AGAINST.value, self.against),
            (Stance.BESIDE.value, self.beside),
        )
        return tuple((heading, found) for heading, found in pairs if found)


def stance(verdict: Judged, finding: Finding) -> Stance:
    """Tell what a finding is to a verdict.

    A name that the verdict's hypervisor is known to answer in speaks for it. Where nothing was
    concluded, nothing speaks for or against it.
    """
    subject = finding.says.subject
    if verdict.role is Role.UNDETERMINED:
        return Stance.BESIDE
    if verdict.role is Role.BARE_METAL:
        return _one_of(subject, _PHYSICAL, FOR_GUEST)
    if subject in _NAMES and verdict.hypervisor is not None:
        return _of_name(verdict, finding)
    if verdict.role is Role.GUEST:
        return _one_of(subject, FOR_GUEST, _PHYSICAL)
    if subject is Subject.HOSTS:
        same = finding.says.hypervisor in (None, verdict.hypervisor)
        return Stance.FOR if same else Stance.BESIDE
    if subject in _PHYSICAL:
        return _of_board(verdict)
    return Stance.FOR if subject is Subject.PRESENT else Stance.BESIDE


def _of_name(verdict: Judged, finding: Finding) -> Stance:
    heard, real = finding.says.hypervisor, verdict.hypervisor
    if heard is None or real is None or heard is real:
        return Stance.FOR
    known = imitation(real, heard)
    doubts = [item.reason for item in verdict.conflicts if item.finding == finding]
    if known is not None and all(reason == known.reason for reason in doubts):
        return Stance.FOR
    if verdict.role is Role.HOST and not doubts:
        # A host's processor and firmware may name what is beneath it.
        return Stance.BESIDE
    return Stance.AGAINST


def _of_board(verdict: Judged) -> Stance:
    """A board tells what a host stands on; where no line shows guests, that it is a host."""
    if verdict.nested:
        return Stance.AGAINST
    shown = any(item.says.subject is Subject.HOSTS for item in verdict.findings)
    return Stance.BESIDE if shown else Stance.FOR


def _one_of(
    subject: Subject, speaking_for: Iterable[Subject], against: Iterable[Subject]
) -> Stance:
    if subject in speaking_for:
        return Stance.FOR
    return Stance.AGAINST if subject in against else Stance.BESIDE


def sides(verdict: Judged) -> Sides:
    """Sort a verdict's findings by their stance, those first that tell most.

    These name the verdict's hypervisor, cost most to fake, and are the strongest.
    """

    def tells(item: Finding) -> tuple[bool, int, float]:
        if verdict.hypervisor is None:
            return False, 0, item.strength
        return item.says.hypervisor is verdict.hypervisor, item.cost, item.strength

    found: dict[Stance, list[Finding]] = {item: [] for item in Stance}
    for finding in sorted(verdict.findings, key=tells, reverse=True):
        found[stance(verdict, finding)].append(finding)
    return Sides(
        tuple(found[Stance.FOR]), tuple(found[Stance.AGAINST]), tuple(found[Stance.BESIDE])
    )
