"""Evidence from IBM Z's /proc/sysinfo, which names each layer, and from Power's lparcfg."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.lparcfg import LparcfgRecord
from hvutils.parsers.sysinfo import SysinfoRecord
from hvutils.tables.words import Hypervisor

__all__ = ["find", "find_partition"]

_SOURCE = "Linux s390 sysinfo"


def find(record: SysinfoRecord) -> Iterator[Finding]:
    """Yield what one /proc/sysinfo says: the innermost layer's name, else the partition."""
    for program in record.control_programs[:1]:
        hypervisor = Hypervisor.OTHER
        if program.value.casefold().startswith("kvm"):
            hypervisor = Hypervisor.KVM
        elif program.value.casefold().startswith("z/vm"):
            hypervisor = Hypervisor.IBM_ZVM
        says = Says(Subject.HYPERVISOR, hypervisor)
        text = f"VM00 Control Program: {program.value}"
        yield _make(record, program.line, text, says)
    if record.partition is not None and not record.control_programs:
        says = Says(Subject.HYPERVISOR, Hypervisor.IBM_LPAR)
        yield _make(record, record.partition.line, f"LPAR {record.partition.value}", says)


def find_partition(record: LparcfgRecord) -> Iterator[Finding]:
    """Yield what one lparcfg says: a partition of PowerVM, or QEMU's pSeries."""
    field = record.system_type
    if field is None:
        return
    emulated = "emulated by qemu" in field.value
    named, strength = (Hypervisor.KVM, 0.5) if emulated else (Hypervisor.POWERVM, 0.9)
    text = f"lparcfg: {field.value}"
    if record.shared is not None and not emulated:
        text += ", shared processors" if record.shared.value == "1" else ", processors of its own"
    for says, sure in (
        (Says(Subject.PRESENT), 0.95),
        (Says(Subject.HYPERVISOR, named), strength),
    ):
        yield Finding(
            *(Kind.SYSINFO, Witness.SYSTEM, record.file, field.line, text, says, sure),
            "Linux powerpc lparcfg",
        )


def _make(record: SysinfoRecord, line: int, text: str, says: Says) -> Finding:
    return Finding(Kind.SYSINFO, Witness.SYSTEM, record.file, line, text, says, 0.95, _SOURCE)
