r"""From findings to a verdict: the rules, in their order, each with its reason.

>>> from hvutils.captures import Capture, ProbeFile
>>> lscpu = ProbeFile("lscpu.txt", "Hypervisor vendor: Xen\nVirtualization type: none\n")
>>> verdict = classify(Capture("web-01", (lscpu,)))
>>> verdict.role.value, verdict.hypervisor.value
('host', 'xen')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hvutils import evidence
from hvutils.captures import Capture
from hvutils.errors import CaptureError
from hvutils.evidence.finding import Cost, Finding, Kind, Subject, Witness
from hvutils.evidence.next_probes import next_probes
from hvutils.evidence.weighing import FOR_GUEST, Case, combined
from hvutils.judgement import SCHEMA, Conflict, Verdict
from hvutils.parsers import PARSERS, read
from hvutils.tables.hypervisors import TYPES
from hvutils.tables.words import Hypervisor, HypervisorType, Role

__all__ = ["SCHEMA", "Conflict", "Verdict", "classify", "judge"]

_GUEST_AT_LEAST = 0.4  # A registered MAC prefix alone; less is no verdict.
_PHYSICAL_AT_LEAST = 0.5
_HOST_AT_LEAST = 0.5
_CAP = 0.99  # Every probe can be made to lie.


@dataclass(frozen=True)
class _Conclusion:
    role: Role
    hypervisor: Hypervisor | None
    confidence: float
    nested: bool | None = None
    type: HypervisorType | None = None
    conflicts: tuple[Conflict, ...] = ()


# --- The rules. The first that concludes wins; the order is the argument. --------------------


def _root_partition(case: Case) -> _Conclusion | None:
    """Hyper-V gives the right to create partitions to its root partition only."""
    told = (Kind.CPUID, Kind.KERNEL_LOG)
    rights = [item for item in case.of(Subject.HOSTS) if item.kind in told]
    if not rights:
        return None
    return _Conclusion(Role.HOST, Hypervisor.HYPER_V, combined(rights), _beneath(case))


def _dom0(case: Case) -> _Conclusion | None:
    """Xen tells dom0 by its rights; lscpu's type “none” under Xen is dom0's too."""
    dom0 = [item for item in case.of(Subject.HOSTS) if item.kind in (Kind.LSCPU, Kind.XEN)]
    if not dom0:
        return None
    return _Conclusion(Role.HOST, Hypervisor.XEN, combined(dom0), _beneath(case))


def _privileged_by_maker(case: Case) -> _Conclusion | None:
    """A maker's own DMI above Hyper-V or Xen is the privileged partition's view.

    Their guests get the hypervisor's strings; the root partition and dom0 see the machine's.
    Windows on a maker's machine with a hypervisor beneath runs on its own Hyper-V (VBS, WSL 2).
    """
    maker = case.by(Witness.FIRMWARE, Subject.PHYSICAL) + case.by(Witness.DEVICES, Subject.PHYSICAL)
    emulated = case.by(Witness.FIRMWARE, Subject.HYPERVISOR) + case.by(
        Witness.DEVICES, Subject.HYPERVISOR
    )
    # Strings can be passed through to a guest: its emulated devices give that away.
    if not maker or emulated:
        return None
    for hypervisor in (Hypervisor.HYPER_V, Hypervisor.XEN):
        heard = case.named(Witness.PROCESSOR, hypervisor)
        if heard is not None and case.naming and case.naming.hypervisor is hypervisor:
            strength = 0.9 * combined([maker[0], heard])
            return _Conclusion(Role.HOST, hypervisor, strength, nested=False)
    present = [item for item in case.of(Subject.PRESENT) if item.kind is Kind.SYSTEMINFO]
    if present and not case.by(Witness.PROCESSOR, Subject.HYPERVISOR):
        strength = 0.9 * combined([maker[0], present[0]])
        return _Conclusion(Role.HOST, Hypervisor.HYPER_V, strength, nested=False)
    return None


def _host_at_work(case: Case) -> _Conclusion | None:
    """An interface that a hypervisor makes for its guests, or its driver in use, shows a host."""
    work = (Kind.INTERFACE, Kind.ADAPTER, Kind.MODULE)
    made = [item for item in case.of(Subject.HOSTS) if item.kind in work]
    if combined(made) < _HOST_AT_LEAST:
        return None
    hypervisor = made[0].says.hypervisor
    # Workstation and Fusion make vmnet interfaces; ESXi calls its own vmk and vmnic.
    type_ = HypervisorType.TYPE_2 if hypervisor is Hypervisor.VMWARE else None
    return _Conclusion(Role.HOST, hypervisor, combined(made), _beneath(case), type_)


def _ambiguous_presence(case: Case) -> _Conclusion | None:
    """A nameless hypervisor beneath a maker's DMI may be dom0, a root partition, or a guest.

    Without the maker's name, “a hypervisor has been detected” fits a root partition as well.
    """
    if case.of(Subject.HYPERVISOR, Subject.VENDOR) or case.by(Witness.FIRMWARE, Subject.PRESENT):
        return None
    present = case.by(Witness.PROCESSOR, Subject.PRESENT)
    maker = case.by(Witness.FIRMWARE, Subject.PHYSICAL)
    if present and maker:
        reason = "a privileged domain or root partition, or strings passed through to a guest"
        conflict = _conflict(present[0], maker[0], reason)
        return _Conclusion(Role.UNDETERMINED, None, 0.5, conflicts=(conflict,))
    if present and all(item.kind is Kind.SYSTEMINFO for item in present):
        return _Conclusion(Role.UNDETERMINED, None, 0.5)
    return None


def _guest(case: Case) -> _Conclusion | None:
    """A hypervisor is named or present, and what speaks for bare metal is not stronger.

    A tie goes to the guest: a masked hypervisor bit is common, an invented vendor string is not.
    """
    naming = case.naming
    if case.guest_strength < max(_GUEST_AT_LEAST, case.physical_strength):
        return None
    conflicts = [_conflict(item, None, _why_physical(item)) for item in _for_physical(case)]
    doubt = 0.85 ** len(conflicts)
    if naming is None:
        return _Conclusion(
            Role.GUEST, None, 0.8 * case.guest_strength * doubt, conflicts=tuple(conflicts)
        )
    first = naming.findings[0]
    for row, item in naming.imitated:
        # QEMU's own strings with TCG's signature agree: nothing to report.
        if row.real is not Hypervisor.QEMU:
            conflicts.append(_conflict(item, first, row.reason))
    for item in naming.against:
        cheaper = item.cost < first.cost
        conflicts.append(
            _conflict(item, first, _why_cheaper(item) if cheaper else _why_other(item))
        )
        doubt *= 0.95 if item.cost is Cost.ADDRESS else 0.9 if cheaper else 0.8
    support = combined(naming.findings)
    if naming.hypervisor is Hypervisor.QEMU:
        # QEMU's parts are the same with KVM: they speak for QEMU as well.
        support = combined([*naming.findings, *(item for _, item in naming.imitated)])
    elif naming.imitated:
        # The imitation is known of this hypervisor and hardly of another.
        support = 1 - (1 - support) * 0.3
    nested = True if naming.hypervisor is Hypervisor.UML and naming.imitated else None
    return _Conclusion(
        Role.GUEST, naming.hypervisor, support * doubt, nested, conflicts=tuple(conflicts)
    )


def _bare_metal(case: Case) -> _Conclusion | None:
    """Bare metal needs positive evidence: the bit clear, a maker's DMI, or Windows' own lines."""
    if case.physical_strength < _PHYSICAL_AT_LEAST:
        return None
    against = _strongest_by_witness(case.of(*FOR_GUEST))
    evidence_for = case.of(Subject.ABSENT, Subject.PHYSICAL)[0]
    conflicts = tuple(_conflict(item, evidence_for, _why_other(item)) for item in against)
    strength = case.physical_strength * 0.95 ** len(conflicts)
    return _Conclusion(Role.BARE_METAL, None, strength, nested=False, conflicts=conflicts)


def _undetermined(case: Case) -> _Conclusion:
    """No evidence, or too little of it, is no bare metal: it is nothing."""
    return _Conclusion(Role.UNDETERMINED, None, 0.0)


RULES: tuple[Callable[[Case], _Conclusion | None], ...] = (
    _root_partition,
    _dom0,
    _privileged_by_maker,
    _host_at_work,
    _ambiguous_presence,
    _guest,
    _bare_metal,
    _undetermined,
)


# --- What the rules share. -------------------------------------------------------------------


def _beneath(case: Case) -> bool | None:
    """Tell whether a host has a hypervisor beneath its own."""
    if case.by(Witness.FIRMWARE, Subject.HYPERVISOR):
        return True
    if case.of(Subject.PHYSICAL, Subject.ABSENT):
        return False
    if case.by(Witness.DEVICES, Subject.HYPERVISOR):
        return True
    own = {item.says.hypervisor for item in case.of(Subject.HOSTS)} & {
        Hypervisor.HYPER_V,
        Hypervisor.XEN,
    }
    # Above Hyper-V and Xen the processor shows the host's own hypervisor.
    return True if case.by(Witness.PROCESSOR, Subject.HYPERVISOR) and not own else None


def _strongest_by_witness(findings: tuple[Finding, ...]) -> list[Finding]:
    best: dict[Witness, Finding] = {}
    for item in findings:
        best.setdefault(item.witness, item)
    return list(best.values())


def _for_physical(case: Case) -> list[Finding]:
    return _strongest_by_witness(case.of(Subject.ABSENT, Subject.PHYSICAL))


def _why_physical(finding: Finding) -> str:
    if finding.says.subject is Subject.PHYSICAL:
        return "a host can pass its own DMI strings through to a guest"
    return "the hypervisor bit can be masked, and an old kernel does not show it"


def _why_cheaper(finding: Finding) -> str:
    """Say why a line gives way to one that costs more to fake."""
    match finding.cost:
        case Cost.CHOSEN:
            return (
                "whoever starts a virtual machine chooses its firmware's strings and its cards, "
                "but not the signature and the chipset of the program that runs it"
            )
        case _:
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


def _conflict(finding: Finding, against: Finding | None, reason: str) -> Conflict:
    if against is None:
        return Conflict(finding, "other evidence is stronger", reason)
    place = f"{against.file}:{against.line}"
    return Conflict(finding, f"{place} says “{against.says}”", reason)


def _nesting_exposed(case: Case, conclusion: _Conclusion) -> bool | None:
    """Tell whether VT-x or AMD-V is offered; the question makes sense within a guest only."""
    if conclusion.role is not Role.GUEST and conclusion.nested is not True:
        return None
    if case.of(Subject.NESTING):
        return True
    return False if case.of(Subject.NO_NESTING) else None


def _type(conclusion: _Conclusion) -> HypervisorType | None:
    if conclusion.role not in (Role.GUEST, Role.HOST):
        return None
    if conclusion.hypervisor is None:
        return HypervisorType.UNDETERMINED
    return conclusion.type or TYPES[conclusion.hypervisor].type


def judge(name: str, findings: tuple[Finding, ...]) -> Verdict:
    """Conclude from findings.

    Args:
        name: what the capture is called.
        findings: everything that was found.

    Returns:
        The verdict of the first rule that concludes.
    """
    case = Case(findings)
    conclusion = next(found for rule in RULES if (found := rule(case)) is not None)
    clouds = case.of(Subject.CLOUD)
    containers = case.of(Subject.CONTAINER)
    products = case.of(Subject.PRODUCT)
    confidence = round(min(conclusion.confidence, _CAP), 2)
    return Verdict(
        capture=name,
        role=conclusion.role,
        hypervisor=conclusion.hypervisor,
        type=_type(conclusion),
        product=products[0].says.name if products else None,
        cloud=clouds[0].says.cloud if clouds else None,
        container=containers[0].says.container if containers else None,
        nested=conclusion.nested,
        nesting_exposed=_nesting_exposed(case, conclusion),
        confidence=confidence,
        findings=findings,
        conflicts=conclusion.conflicts,
        next_probes=next_probes(case, conclusion.role, conclusion.hypervisor, confidence),
    )


def classify(capture: Capture) -> Verdict:
    """Say what a machine runs on, and why.

    Args:
        capture: the probes of the machine.

    Returns:
        The verdict.

    Raises:
        CaptureError: no file of the capture is the output of a probe that is known.
    """
    records = read(capture)
    if not records:
        known = ", ".join(parser.name for parser in PARSERS)
        raise CaptureError(
            f"no probe output recognised in {capture.name!r}: it reads {known}; "
            "record with 'LC_ALL=C lscpu > lscpu.txt' and 'sudo dmidecode > dmidecode.txt'"
        )
    return judge(capture.name, evidence.find(records))
