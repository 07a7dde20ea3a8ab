"""Evidence from the processor as Linux shows it: lscpu and /proc/cpuinfo."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence import architectures
from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.cpuinfo import CpuinfoRecord
from hvutils.parsers.lscpu import LscpuRecord
from hvutils.parsers.record import Field, Record
from hvutils.tables.lscpu import VENDORS, VirtualizationKind
from hvutils.tables.processors import brand
from hvutils.tables.words import Container, Hypervisor

__all__ = ["find_cpuinfo", "find_lscpu"]

_LSCPU = "util-linux lscpu"
_KERNEL = "Linux x86 cpufeatures"
_X86 = ("x86", "i386", "i486", "i586", "i686", "amd64")
_VENDORS = {row.text.casefold(): row for row in VENDORS}
_H, _S = Hypervisor, Subject
_XEN_UNREAD = 0.5

# Words that the kernel learnt together with "hypervisor" or later: a flags line with one of them
# would have shown the bit. A kernel before 2.6.29 shows none of them, whatever it runs on.
_MODERN = frozenset(
    (
        *("aperfmperf", "arat", "cpb", "dtherm", "eagerfpu", "epb", "erms", "fsgsbase"),
        *("hw_pstate", "ida", "pln", "pti", "pts", "smep", "xsaveopt"),
    )
)


def _make(
    record: Record, kind: Kind, field: Field, text: str, says: Says, strength: float, source: str
) -> Finding:
    return Finding(kind, Witness.PROCESSOR, record.file, field.line, text, says, strength, source)


def find_lscpu(record: LscpuRecord) -> Iterator[Finding]:
    """Yield what one lscpu says."""
    yield from _vendor(record)
    firmware = record.bios_vendor
    if firmware and firmware.value.casefold().startswith("qemu"):
        for says, strength in ((Says(_S.PRESENT), 0.95), (Says(_S.HYPERVISOR, _H.KVM), 0.5)):
            yield Finding(
                *(Kind.LSCPU, Witness.FIRMWARE, record.file, firmware.line),
                *(f"BIOS Vendor ID: {firmware.value}", says, strength, _LSCPU),
            )
    x86 = record.architecture is not None and record.architecture.value.startswith(_X86)
    if record.flags is not None and x86:
        yield from _flags(record, Kind.LSCPU, record.flags, modern=True)
    elif x86 and record.virtualization is not None and record.hypervisor_vendor is None:
        text = f"Virtualization: {record.virtualization.value}, and no hypervisor vendor"
        yield _make(
            *(record, Kind.LSCPU, record.virtualization, text, Says(_S.ABSENT), 0.75, _LSCPU)
        )
    if record.virtualization is not None and record.virtualization.value in ("VT-x", "AMD-V"):
        text = f"Virtualization: {record.virtualization.value}"
        yield _make(
            *(record, Kind.LSCPU, record.virtualization, text, Says(_S.NESTING), 0.9, _LSCPU)
        )
    if record.model_name is not None:
        yield from _model(record, Kind.LSCPU, record.model_name)
    if record.architecture is not None and not x86:
        yield from _clocked(record)


def _clocked(record: LscpuRecord) -> Iterator[Finding]:
    """Read the range of the clock: who sets a processor's clock has the machine.

    Not on x86, where VirtualBox shows its guests the host's range, and not where both ends are
    one, as firmware may show guests.
    """
    high, low = record.max_mhz, record.min_mhz
    if high is None or low is None or high.value == low.value:
        return
    text = f"CPU max MHz: {high.value}, min {low.value}: the kernel sets the clock"
    yield _make(record, Kind.LSCPU, high, text, Says(_S.ABSENT), 0.55, "Linux cpufreq")


def _vendor(record: LscpuRecord) -> Iterator[Finding]:
    field = record.hypervisor_vendor
    if field is None:
        return
    text = f"Hypervisor vendor: {field.value}"
    if record.virtualization_type is not None:
        text += f", type {record.virtualization_type.value}"
    if record.kind is VirtualizationKind.CONTAINER:
        # WSL 1 has no hypervisor at all; OpenVZ and VServer share the host's kernel.
        wsl = "windows subsystem" in field.value.casefold() or field.value == "WSL"
        says = Says(_S.CONTAINER, container=Container.WSL if wsl else Container.OTHER)
        yield _make(record, Kind.LSCPU, field, text, says, 0.8, _LSCPU)
        return
    row = _VENDORS.get(field.value.casefold())
    if field.value == "IBM":
        yield from _ibm(record, field, text)
    elif row is None:
        yield _make(record, Kind.LSCPU, field, text, Says(_S.PRESENT), 0.8, _LSCPU)
    elif row.hypervisor is _H.XEN and record.kind is VirtualizationKind.NONE:
        says = Says(_S.HOSTS, _H.XEN)
        yield _make(record, Kind.LSCPU, field, f"{text}: Xen's dom0", says, 0.95, _LSCPU)
    else:
        says = Says(_S.HYPERVISOR, row.hypervisor)
        strength = row.strength
        if row.hypervisor is _H.XEN and record.virtualization_type and record.kind is None:
            # A type in a language that no row knows may be dom0's “none”.
            strength = _XEN_UNREAD
        yield _make(record, Kind.LSCPU, field, text, says, strength, row.source)


def _ibm(record: LscpuRecord, field: Field, text: str) -> Iterator[Finding]:
    """IBM is the vendor of three hypervisors; the line “Hypervisor” tells them apart."""
    named = record.hypervisor.value.casefold() if record.hypervisor else ""
    says = Says(_S.PRESENT)
    if named.startswith("z/vm"):
        says = Says(_S.HYPERVISOR, _H.IBM_ZVM)
    elif named.startswith("pr/sm"):
        says = Says(_S.HYPERVISOR, _H.IBM_LPAR)
    elif named.startswith("kvm"):
        says = Says(_S.HYPERVISOR, _H.KVM)
    if record.hypervisor:
        text = f"Hypervisor: {record.hypervisor.value}"
    yield _make(record, Kind.LSCPU, record.hypervisor or field, text, says, 0.9, _LSCPU)


def _flags(record: Record, kind: Kind, field: Field, *, modern: bool) -> Iterator[Finding]:
    """Read an x86 flags line: the hypervisor bit, and whether vmx or svm is there."""
    flags = set(field.value.split())
    if "hypervisor" in flags:
        yield _make(record, kind, field, "flags: hypervisor", Says(_S.PRESENT), 0.9, _KERNEL)
    elif modern or flags & _MODERN:
        text = "flags: no hypervisor among them"
        yield _make(record, kind, field, text, Says(_S.ABSENT), 0.9, _KERNEL)
    else:
        text = "flags: no hypervisor among them (the kernel may be older than the flag)"
        yield _make(record, kind, field, text, Says(_S.ABSENT), 0.6, _KERNEL)
    offered = sorted(flags & {"vmx", "svm"})
    if offered:
        text = f"flags: {offered[0]}"
        yield _make(record, kind, field, text, Says(_S.NESTING), 0.9, _KERNEL)
    else:
        text = "flags: neither vmx nor svm"
        yield _make(record, kind, field, text, Says(_S.NO_NESTING), 0.9, _KERNEL)


def _model(record: Record, kind: Kind, field: Field) -> Iterator[Finding]:
    """Read the processor's name: QEMU's own are no maker's."""
    row = brand(field.value)
    if row is not None:
        named = Says(_S.HYPERVISOR, row.hypervisor)
        for says, strength in ((Says(_S.PRESENT), row.machine), (named, row.strength)):
            yield _make(record, kind, field, field.value, says, strength, row.source)


def find_cpuinfo(record: CpuinfoRecord) -> Iterator[Finding]:
    """Yield what one /proc/cpuinfo says."""
    if record.flags is not None and record.x86:
        yield from _flags(record, Kind.CPU_FLAGS, record.flags, modern=record.bugs is not None)
    if record.model_name is not None:
        yield from _model(record, Kind.CPU_LINES, record.model_name)
    yield from architectures.find(record)
