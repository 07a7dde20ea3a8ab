"""Weighing findings: independent witnesses add up, two findings of one witness do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from hvutils.evidence.finding import Cost, Finding, Kind, Subject, Witness
from hvutils.tables.hypervisors import Imitation, imitation
from hvutils.tables.network import CLOUD_ADDRESSES
from hvutils.tables.words import Hypervisor, Role

__all__ = ["FOR_GUEST", "Case", "Naming", "combined", "explains", "strongest_by_witness"]

FOR_GUEST = (Subject.PRESENT, Subject.HYPERVISOR, Subject.VENDOR)
"""What speaks for a hypervisor beneath this machine."""

# What an imitator that lends an interface only does not bring: parts, and a kernel made for one.
_PARTS = (Kind.CHIPSET, Kind.ACPI, Kind.CONTAINER)


def combined(findings: Iterable[Finding]) -> float:
    """Combine findings into one strength: the best of each witness, then independent chances.

    One minus the product of the doubts; more evidence never lowers it.
    """
    best: dict[Witness, float] = {}
    for finding in findings:
        best[finding.witness] = max(best.get(finding.witness, 0.0), finding.strength)
    doubt = 1.0
    # In a fixed order, so that the last digit does not depend on the order of the files.
    for strength in sorted(best.values()):
        doubt *= 1.0 - strength
    return 1.0 - doubt


@dataclass(frozen=True)
class Naming:
    """What came out of the names that were heard.

    Args:
        hypervisor: the name that holds.
        findings: who says so.
        imitated: other names that the hypervisor is known to answer in, with who says them.
        against: names that nothing explains.
    """

    hypervisor: Hypervisor
    findings: tuple[Finding, ...]
    imitated: tuple[tuple[Imitation, Finding], ...]
    against: tuple[Finding, ...]


@dataclass(frozen=True)
class Case:
    """The findings of one machine, asked by subject."""

    findings: tuple[Finding, ...]

    def of(self, *subjects: Subject) -> tuple[Finding, ...]:
        """Return the findings about these subjects, the strongest first."""
        found = [item for item in self.findings if item.says.subject in subjects]
        return tuple(sorted(found, key=_order))

    def by(self, witness: Witness, *subjects: Subject) -> tuple[Finding, ...]:
        """Return what one witness says about these subjects, the strongest first."""
        return tuple(item for item in self.of(*subjects) if item.witness is witness)

    def kinds(self) -> frozenset[Kind]:
        """Return the kinds of evidence that there are."""
        return frozenset(item.kind for item in self.findings)

    def named(self, witness: Witness, hypervisor: Hypervisor) -> Finding | None:
        """Return the strongest finding by which a witness names a hypervisor."""
        for item in self.by(witness, Subject.HYPERVISOR):
            if item.says.hypervisor is hypervisor:
                return item
        return None

    def clouds(
        self, role: Role | None = None, hypervisor: Hypervisor | None = None
    ) -> tuple[Finding, ...]:
        """Return what names a cloud, the strongest first.

        Addresses of a cloud's count only for a guest of the hypervisor that it runs: a maker's
        own cards have the same prefixes.
        """
        runs = {row.cloud for row in CLOUD_ADDRESSES if row.hypervisor is hypervisor}
        return tuple(
            item
            for item in self.of(Subject.CLOUD)
            if item.witness is not Witness.NETWORK
            or (role is Role.GUEST and item.says.cloud in runs)
        )

    @cached_property
    def guest_strength(self) -> float:
        """How sure it is that this machine runs on a hypervisor, whichever."""
        return combined(self.of(*FOR_GUEST))

    @cached_property
    def physical_strength(self) -> float:
        """How sure it is that this is a physical machine with nothing beneath."""
        return combined(self.of(Subject.ABSENT, Subject.PHYSICAL))

    @cached_property
    def naming(self) -> Naming | None:
        """Choose among the names that were heard.

        What costs more to fake outranks what costs less, however much of that there is: a
        signature or a chipset, then the firmware's strings and the cards, then what another tool
        made of them, then an address on the network. A name that another one is known to answer
        in is not a rival.
        """
        heard: dict[Hypervisor, list[Finding]] = {}
        for item in self.of(Subject.HYPERVISOR, Subject.VENDOR):
            if item.says.hypervisor is not None:
                heard.setdefault(item.says.hypervisor, []).append(item)
        if not heard:
            return None
        rank = {name: max(item.cost for item in items) for name, items in heard.items()}
        masked = {
            (row.real, row.heard): row
            for real in heard
            for other in heard
            if (row := imitation(real, other)) is not None
            and (rank[other] is Cost.BUILT or not row.built)
            and all(
                explains(real, rank[real], item)
                for item in heard[other]
                if item.cost is Cost.BUILT or not row.built
            )
        }
        rivals = [name for name in heard if not any(other == name for _, other in masked)]
        # Two that answer in each other's name leave no rival: then all of them are.
        rivals = rivals or list(heard)
        chosen = max(rivals, key=lambda name: (rank[name], combined(heard[name]), name))
        explained = tuple(
            (row, heard[other][0]) for (real, other), row in masked.items() if real is chosen
        )
        settled = {chosen} | {row.heard for row, _ in explained}
        against = tuple(_telling(items) for name, items in heard.items() if name not in settled)
        findings = tuple(sorted(heard[chosen], key=lambda item: (-item.cost, _order(item))))
        return Naming(chosen, findings, explained, against)


def explains(real: Hypervisor | None, rank: Cost, heard: Finding) -> bool:
    """Tell whether a hypervisor's known imitations explain that a line has another name.

    Args:
        real: the hypervisor that may have answered in the other's name.
        rank: the costliest evidence for it; an address proves no imitator.
        heard: the line with the other name.
    """
    row = imitation(real, heard.says.hypervisor)
    if row is None or heard.strength > row.at_most:
        return False
    if row.built and (rank < Cost.BUILT or heard.cost in (Cost.CHOSEN, Cost.ADDRESS)):
        return False
    if rank < Cost.CHOSEN:
        return False
    return row.parts or heard.kind not in _PARTS


def strongest_by_witness(findings: Iterable[Finding]) -> list[Finding]:
    """Return the first finding of each witness; they come with the strongest first."""
    best: dict[Witness, Finding] = {}
    for item in findings:
        best.setdefault(item.witness, item)
    return list(best.values())


def _order(finding: Finding) -> tuple[float, str, int, str, str, str]:
    """Sort the strongest first, and what is as strong by its place: never by who came first."""
    place = finding.file, finding.line, finding.kind.value
    return (-finding.strength, *place, str(finding.says), finding.witness.value)


def _telling(items: list[Finding]) -> Finding:
    """Return the finding that costs most to fake, and of these the strongest."""
    return max(items, key=lambda item: (item.cost, item.strength))
