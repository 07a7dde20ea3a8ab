"""Nesting: whether a host stands on another hypervisor, and whether a guest may become a host."""

from __future__ import annotations

from hvutils.evidence.finding import Subject, Witness
from hvutils.evidence.weighing import Case
from hvutils.tables.words import Hypervisor, Role

__all__ = ["nested", "nesting_exposed"]

_BENEATH_THEIR_OWN = frozenset((Hypervisor.HYPER_V, Hypervisor.XEN))
"""Above these the processor shows the host's own hypervisor, which is none beneath it."""


def nested(case: Case, role: Role, hypervisor: Hypervisor | None) -> bool | None:
    """Tell whether a hypervisor stands beneath the machine's own; None where nothing tells."""
    match role:
        case Role.BARE_METAL:
            return False
        case Role.HOST:
            return _beneath_a_host(case)
        case Role.GUEST if hypervisor is Hypervisor.UML and case.naming and case.naming.imitated:
            # User-mode Linux is a process; what else is named is what its machine runs on.
            return True
        case _:
            return None


def _beneath_a_host(case: Case) -> bool | None:
    if case.by(Witness.FIRMWARE, Subject.HYPERVISOR):
        return True
    if case.of(Subject.PHYSICAL, Subject.ABSENT):
        return False
    if case.by(Witness.DEVICES, Subject.HYPERVISOR):
        return True
    own = {item.says.hypervisor for item in case.of(Subject.HOSTS)} & _BENEATH_THEIR_OWN
    return True if case.by(Witness.PROCESSOR, Subject.HYPERVISOR) and not own else None


def nesting_exposed(case: Case, role: Role, *, within: bool | None) -> bool | None:
    """Tell whether VT-x or AMD-V is offered; the question makes sense within a guest only.

    The stronger line holds: /dev/kvm is there wherever its module is installed.

    Args:
        case: the findings.
        role: what the rules concluded.
        within: whether the machine is nested, and so a guest whatever its role.
    """
    if role is not Role.GUEST and within is not True:
        return None
    yes, no = case.of(Subject.NESTING), case.of(Subject.NO_NESTING)
    if yes and no:
        return yes[0].strength >= no[0].strength
    return True if yes else False if no else None
