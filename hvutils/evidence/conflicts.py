"""What contradicts a verdict, and the likely reason. A conflict is reported; it decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.evidence.finding import Cost, Finding, Subject, Witness
from hvutils.evidence.weighing import FOR_GUEST, Case, strongest_by_witness
from hvutils.tables.hypervisors import Imitation
from hvutils.tables.words import Hypervisor, Role

__all__ = ["Conflict", "conflicts"]

_BOARD = (Witness.FIRMWARE, Witness.DEVICES)
# What a host sees of its own hypervisor, which runs beneath it and not beneath the machine.
_ROOTS = {
    Hypervisor.HYPER_V: (
        "Hyper-V is enabled on the machine itself (the role, VBS or WSL 2): its own system runs "
        "in the root partition, and sees it beneath"
    ),
    Hypervisor.XEN: "dom0 runs on Xen too, and sees the machine's own strings and devices",
}
_PRIVILEGED = "a privileged domain or root partition, or strings passed through to a guest"


# Source: systemd, kmod-static-nodes.service; Linux, modules.devname.
_STATIC_NODE = (
    "the device is made wherever kvm's module is installed, before it is loaded, and whether or "
    "not the processor offers virtualization"
)


@dataclass(frozen=True)
class Conflict:
    """Two findings that contradict each other, and the likely reason."""

    finding: Finding
    against: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.finding.file}:{self.finding.line}"
        return f"{place} says “{self.finding.says}”, but {self.against}: {self.reason}"


def conflicts(case: Case, role: Role, hypervisor: Hypervisor | None) -> tuple[Conflict, ...]:
    """Return what contradicts a role, each with the likely reason.

    Args:
        case: the findings.
        role: what the rules concluded.
        hypervisor: whose guest or host the machine is.
    """
    match role:
        case Role.GUEST:
            return tuple(_of_guest(case))
        case Role.BARE_METAL:
            return tuple(_of_physical(case))
        case Role.UNDETERMINED:
            return tuple(_of_neither(case))
        case Role.HOST:
            return tuple(_of_host(case, hypervisor))


def _of_guest(case: Case) -> Iterator[Conflict]:
    yield from _of_nesting(case)
    for item in strongest_by_witness(case.of(Subject.ABSENT, Subject.PHYSICAL)):
        yield _conflict(item, None, _why_physical(item))
    naming = case.naming
    if naming is None:
        return
    first = naming.findings[0]
    for row, item in naming.imitated:
        # QEMU's own strings with TCG's signature agree: nothing to report.
        if row.real is not Hypervisor.QEMU:
            yield _conflict(item, first, _why_imitated(row, case))
    for item in naming.against:
        cheaper = item.cost < first.cost
        yield _conflict(item, first, _why_cheaper(item) if cheaper else _why_other(item))


def _of_nesting(case: Case) -> Iterator[Conflict]:
    yes, no = case.of(Subject.NESTING), case.of(Subject.NO_NESTING)
    if not (yes and no):
        return
    weaker, stronger = (no[0], yes[0]) if yes[0].strength >= no[0].strength else (yes[0], no[0])
    yield _conflict(weaker, stronger, _STATIC_NODE if weaker is yes[0] else _why_other(weaker))


def _of_host(case: Case, hypervisor: Hypervisor | None) -> Iterator[Conflict]:
    """Yield what looks like a guest's view above the machine's own hypervisor."""
    board = [item for witness in _BOARD for item in case.by(witness, Subject.PHYSICAL)]
    reason = _ROOTS.get(hypervisor) if hypervisor is not None else None
    if not board or reason is None:
        return
    for item in case.by(Witness.PROCESSOR, Subject.PRESENT, Subject.HYPERVISOR)[:1]:
        yield _conflict(item, board[0], reason)


def _of_physical(case: Case) -> Iterator[Conflict]:
    first = case.of(Subject.ABSENT, Subject.PHYSICAL)[0]
    for item in strongest_by_witness(case.of(*FOR_GUEST)):
        yield _conflict(item, first, _why_other(item))


def _of_neither(case: Case) -> Iterator[Conflict]:
    present = case.by(Witness.PROCESSOR, Subject.PRESENT)
    maker = [item for witness in _BOARD for item in case.by(witness, Subject.PHYSICAL)]
    if present and maker:
        yield _conflict(present[0], maker[0], _PRIVILEGED)


def _conflict(finding: Finding, against: Finding | None, reason: str) -> Conflict:
    if against is None:
        return Conflict(finding, "other evidence is stronger", reason)
    place = f"{against.file}:{against.line}"
    return Conflict(finding, f"{place} says “{against.says}”", reason)


def _why_imitated(row: Imitation, case: Case) -> str:
    clouds = {item.says.cloud for item in case.of(Subject.CLOUD)}
    named = (reason for cloud, reason in row.at if cloud in clouds)
    return next(named, row.reason)


def _why_physical(finding: Finding) -> str:
    if finding.says.subject is Subject.PHYSICAL:
        return "a host can pass its own DMI strings through to a guest"
    return "the hypervisor bit can be masked, and an old kernel does not show it"


def _why_cheaper(finding: Finding) -> str:
    """Say why a line gives way to one that costs more to fake."""
    if finding.cost is Cost.CHOSEN:
        return (
            "whoever starts a virtual machine chooses its firmware's strings and its cards, "
            "but not the signature and the chipset of the program that runs it"
        )
    return _why_other(finding)


def _why_other(finding: Finding) -> str:
    match finding.witness:
        case Witness.NETWORK:
            return "an address can be typed in or moved from another machine"
        case Witness.TOOL:
            return "the tool concluded, from strings that were weaker"
        case Witness.FIRMWARE if finding.says.subject is Subject.PRESENT:
            return "firmware of real machines sets the virtual machine bit by mistake"
        case _:
            return "one of them was passed through, imitated or edited"
