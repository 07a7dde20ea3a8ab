"""Evidence from IBM Z's /proc/sysinfo, which names each layer."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.sysinfo import SysinfoRecord
from hvutils.tables.words import Hypervisor

__all__ = ["find"]

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


def _make(record: SysinfoRecord, line: int, text: str, says: Says) -> Finding:
    return Finding(Kind.SYSINFO, Witness.SYSTEM, record.file, line, text, says, 0.95, _SOURCE)
