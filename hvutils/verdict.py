r"""From findings to a verdict: the rules, in their order, each with its reason and its machine.

>>> from hvutils.captures import Capture, ProbeFile
>>> lscpu = ProbeFile("lscpu.txt", "Hypervisor vendor: Xen\nVirtualization type: none\n")
>>> verdict = classify(Capture("web-01", (lscpu,)))
>>> verdict.role.value, verdict.hypervisor.value
('host', 'xen')
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from hvutils import evidence
from hvutils.captures import Capture, loaded
from hvutils.errors import CaptureError
from hvutils.evidence.confidence import confidence
from hvutils.evidence.conflicts import Conflict
from hvutils.evidence.finding import Finding, Kind, Subject, Witness
from hvutils.evidence.setting import Setting, setting
from hvutils.evidence.weighing import FOR_GUEST, Case, combined
from hvutils.judgement import SCHEMA, Verdict, concluded_on
from hvutils.parsers import read
from hvutils.tables.dmi import GUESTS_OF
from hvutils.tables.words import Hypervisor, Role

__all__ = ["RULES", "SCHEMA", "Conflict", "Rule", "Verdict", "classify", "judge"]

_GUEST_AT_LEAST = 0.4  # A registered MAC prefix alone; less is no verdict.
_PHYSICAL_AT_LEAST = 0.5
_HOST_AT_LEAST = 0.5
_ANYWHERE = Setting()

_RIGHTS = (Kind.CPUID, Kind.KERNEL_LOG)
_BOARD = (Witness.FIRMWARE, Witness.DEVICES)
_DOM0 = (Kind.LSCPU, Kind.XEN)
_WORK = (Kind.INTERFACE, Kind.ADAPTER, Kind.MODULE, Kind.GUESTS)

# What a rule concludes: the role, and whose guest or host the machine is.
Conclusion = tuple[Role, Hypervisor | None]


@dataclass(frozen=True)
class Rule:
    """One rule: its function, whose docstring is the reason, and the machine that exercises it.

    Args:
        conclude: gives the role and the hypervisor, or None where the rule does not apply.
        machine: a folder of tests/reader/golden on which this rule is the first that concludes.
    """

    conclude: Callable[[Case], Conclusion | None]
    machine: str

    @property
    def reason(self) -> str:
        """Why the rule holds."""
        return (self.conclude.__doc__ or "").strip()


def _root_partition(case: Case) -> Conclusion | None:
    """Hyper-V gives the right to create partitions to its root partition only."""
    rights = [item for item in case.of(Subject.HOSTS) if item.kind in _RIGHTS]
    return (Role.HOST, Hypervisor.HYPER_V) if rights else None


def _dom0(case: Case) -> Conclusion | None:
    """Xen tells dom0 by its rights; lscpu's type “none” under Xen is dom0's too.

    Another tool's “dom0” counts as well: tools name it by those rights only.
    """
    dom0 = [item for item in case.of(Subject.HOSTS) if item.kind in _DOM0 or _told_dom0(item)]
    return (Role.HOST, Hypervisor.XEN) if dom0 else None


def _told_dom0(item: Finding) -> bool:
    xen = item.says.hypervisor is Hypervisor.XEN
    return xen and item.kind is Kind.TOOL and item.strength >= _HOST_AT_LEAST


def _privileged_by_maker(case: Case) -> Conclusion | None:
    """A maker's own DMI above Hyper-V or Xen is the privileged partition's view.

    Their guests get the hypervisor's strings; the root partition and dom0 see the machine's.
    Windows on a maker's machine with a hypervisor beneath runs on its own Hyper-V (VBS, WSL 2).
    """
    maker = [item for witness in _BOARD for item in case.by(witness, Subject.PHYSICAL)]
    emulated = [item for witness in _BOARD for item in case.by(witness, Subject.HYPERVISOR)]
    # Strings can be passed through to a guest: its emulated devices give that away.
    if not maker or emulated:
        return None
    for hypervisor in (Hypervisor.HYPER_V, Hypervisor.XEN):
        heard = case.named(Witness.PROCESSOR, hypervisor)
        if heard is not None and case.naming and case.naming.hypervisor is hypervisor:
            return Role.HOST, hypervisor
    present = [item for item in case.of(Subject.PRESENT) if item.kind is Kind.SYSTEMINFO]
    if present and not case.by(Witness.PROCESSOR, Subject.HYPERVISOR):
        return Role.HOST, Hypervisor.HYPER_V
    return None


def _host_at_work(case: Case) -> Conclusion | None:
    """An interface that a hypervisor makes for its guests, or its driver in use, shows a host."""
    made = [item for item in case.of(Subject.HOSTS) if item.kind in _WORK]
    if combined(made) < _HOST_AT_LEAST:
        return None
    return Role.HOST, made[0].says.hypervisor


def _ambiguous_presence(case: Case) -> Conclusion | None:
    """A nameless hypervisor beneath a maker's board may be dom0, a root partition, or a guest."""
    if case.of(Subject.HYPERVISOR, Subject.VENDOR) or case.by(Witness.FIRMWARE, Subject.PRESENT):
        return None
    present = case.by(Witness.PROCESSOR, Subject.PRESENT)
    board = [item for witness in _BOARD for item in case.by(witness, Subject.PHYSICAL)]
    emulated = case.by(Witness.DEVICES, Subject.PRESENT)
    return (Role.UNDETERMINED, None) if present and board and not emulated else None


def _guest(case: Case) -> Conclusion | None:
    """A hypervisor is named or present, and what speaks for bare metal is not stronger.

    A tie goes to the guest: a masked hypervisor bit is common, an invented vendor string is not.
    That Windows sees a hypervisor is not enough: in its root partition it sees its own. In a
    cloud it is: what the clouds rent as metal names itself so, or is offered for Linux (Google:
    its flag for such images is BARE_METAL_LINUX_COMPATIBLE, its network's driver is Linux's).
    """
    if not case.clouds() and all(
        item.kind is Kind.SYSTEMINFO
        and item.says.subject is Subject.PRESENT
        and item.witness is Witness.PROCESSOR
        for item in case.of(*FOR_GUEST)
    ):
        return None
    physical = case.physical_strength
    if case.guest_strength < max(
        _GUEST_AT_LEAST, physical if physical >= _PHYSICAL_AT_LEAST else 0.0
    ):
        return None
    return Role.GUEST, case.naming.hypervisor if case.naming else _of_cloud(case)


def _of_cloud(case: Case) -> Hypervisor | None:
    """Return what the guests of this cloud run on, where it says so itself."""
    clouds = case.clouds()
    cloud = clouds[0].says.cloud if clouds else None
    return GUESTS_OF.get(cloud) if cloud is not None else None


def _bare_metal(case: Case) -> Conclusion | None:
    """Bare metal needs positive evidence: the bit clear, a maker's DMI, or Windows' own lines."""
    return (Role.BARE_METAL, None) if case.physical_strength >= _PHYSICAL_AT_LEAST else None


def _nothing(case: Case) -> Conclusion:
    """No evidence, or too little of it, is no bare metal: it is nothing."""
    return Role.UNDETERMINED, None


# The first that concludes wins; the order is the argument.
RULES = (
    Rule(_root_partition, "hyper-v-root-cpuid"),
    Rule(_dom0, "xen-dom0"),
    Rule(_privileged_by_maker, "hyper-v-root-laptop"),
    Rule(_host_at_work, "kvm-host-running-guests"),
    Rule(_ambiguous_presence, "flag-on-a-maker"),
    Rule(_guest, "vmware-guest-type-open"),
    Rule(_bare_metal, "bare-metal-flags"),
    Rule(_nothing, "dmi-refused"),
)


def judge(name: str, findings: tuple[Finding, ...], where: Setting = _ANYWHERE) -> Verdict:
    """Conclude from findings.

    Args:
        name: what the capture is called.
        findings: everything that was found.
        where: what the probes ran on and which there are; it decides what to ask for next.

    Returns:
        The verdict of the first rule that concludes. It is as sure as the best reading of the
        evidence (``evidence/confidence.py``), and 0 where no rule had enough of it.
    """
    case = Case(findings)
    asked = ((rule, rule.conclude(case)) for rule in RULES)
    rule, (role, hypervisor) = next((rule, found) for rule, found in asked if found)
    sure = 0.0 if rule.conclude is _nothing else round(confidence(case), 2)
    return concluded_on(name, case, role, hypervisor, sure=sure, where=where)


def classify(capture: Capture | str | os.PathLike[str]) -> Verdict:
    r"""Say what a machine runs on, and why.

    >>> verdict = classify(Capture.from_text("web-01", "Hypervisor vendor: VMware\n"))
    >>> verdict.role.value, verdict.hypervisor.value, verdict.type.value
    ('guest', 'vmware', 'undetermined')

    Args:
        capture: the probes of the machine, or the path that they are loaded from.

    Returns:
        The verdict.

    Raises:
        CaptureError: no file of the capture is the output of a probe that is known, or the path
            cannot be loaded.
        CaptureTypeError: it is neither a capture nor a path.
    """
    if not isinstance(capture, Capture):
        capture = loaded(capture)
    records = read(capture)
    if not records:
        raise CaptureError(
            f"no probe output recognised in {capture.name!r}, in {len(capture.files)} "
            f"file{'s' * (len(capture.files) != 1)} looked at: record the machine with "
            "'hv record', or with 'LC_ALL=C lscpu > lscpu.txt' and "
            "'sudo dmidecode > dmidecode.txt' in one folder"
            + "".join(f"; {item.reason}" for item in capture.unread[:3])
        )
    verdict = judge(capture.name, evidence.find(records), setting(capture.files, records))
    return replace(verdict, unread=capture.unread) if capture.unread else verdict
