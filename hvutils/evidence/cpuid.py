"""Evidence from CPUID leaves: the hypervisor bit, the signatures, the root partition's rights."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.cpuid import CpuidRecord, Leaf
from hvutils.tables.cpuid import (
    BRAND_LEAVES,
    CPU_MANAGEMENT,
    CREATE_PARTITIONS,
    FEATURE_LEAF,
    HYPER_V_INTERFACE,
    HYPER_V_SIGNATURE,
    HYPERVISOR_BIT,
    INTERFACE_LEAF,
    PRIVILEGE_LEAF,
    SVM_BIT,
    SVM_LEAF,
    VENDOR_LEAF,
    VMX_BIT,
    signature,
)
from hvutils.tables.processors import brand
from hvutils.tables.words import Hypervisor

__all__ = ["find"]

_TLFS = "Microsoft TLFS, feature discovery"
_BASIC_LEAF = 0x0
# Windows on Arm answers CPUID itself: what it does not show, the machine may have.
_TRANSLATED = ("Virtual CPU ",)
_TDX_LEAF = 0x21
_TDX = "IntelTDX    "
_STEP = 0x100
_LAST = 0x40010000
_EMULATED = 0.5
"""What Xen's signature is worth beside KVM's (QEMU manual, Xen HVM guest support)."""


def find(record: CpuidRecord) -> Iterator[Finding]:
    """Yield what one CPUID dump says."""
    yield from _words(record)
    yield from _bits(record)
    yield from _trust_domain(record)
    yield from _brand(record)
    if not _has_hypervisor_range(record):
        return
    ranges = [
        (leaf, row)
        for leaf in record.leaves
        if VENDOR_LEAF <= leaf.leaf < _LAST and leaf.leaf % _STEP == 0 and leaf.subleaf == 0
        if (row := signature(leaf.text)) is not None
    ]
    yield from _told_signature(record)
    named = {row.hypervisor for _, row in ranges}
    for leaf, row in ranges:
        strength = row.strength
        if row.hypervisor is Hypervisor.XEN and Hypervisor.KVM in named:
            # KVM that emulates Xen's interface keeps its own signature in the next range.
            strength = _EMULATED
        says = Says(Subject.HYPERVISOR, row.hypervisor)
        yield _leaf(record, leaf, row.text, says, strength, row.source)
    privileges = record.of(PRIVILEGE_LEAF)
    wanted = CREATE_PARTITIONS | CPU_MANAGEMENT
    if privileges and Hypervisor.HYPER_V in named and privileges.ebx & wanted == wanted:
        text = f"EBX {privileges.ebx:08x}: may create partitions, may manage processors"
        says = Says(Subject.HOSTS, Hypervisor.HYPER_V)
        yield _leaf(record, privileges, text, says, 0.95, "Microsoft TLFS, privilege mask")


def _told_signature(record: CpuidRecord) -> Iterator[Finding]:
    """Hyper-V's interface behind another signature: hv-vendor-id, which needs KVM."""
    first, interface = record.of(VENDOR_LEAF), record.of(INTERFACE_LEAF)
    if first is None or interface is None or interface.eax != HYPER_V_INTERFACE:
        return
    row = signature(first.text)
    # Others that offer Hyper-V's interface keep its signature; a name that is KVM's own is KVM's.
    if first.text == HYPER_V_SIGNATURE or (row and row.hypervisor is Hypervisor.KVM):
        return
    text = f"Hyper-V's interface (Hv#1) behind the signature {first.text!r}"
    says = Says(Subject.HYPERVISOR, Hypervisor.KVM)
    yield _leaf(record, interface, text, says, 0.9, "QEMU hyperv manual, hv-vendor-id")


def _words(record: CpuidRecord) -> Iterator[Finding]:
    """Read what ``cpuid`` says in words: signatures, the hypervisor bit, the processor's name."""
    status = record.guest_status
    if status is None or status.value == "true":
        spoken = {row.hypervisor for field in record.signatures if (row := signature(field.value))}
        for field in record.signatures:
            row = signature(field.value)
            if row is not None:
                strength = row.strength
                if row.hypervisor is Hypervisor.XEN and Hypervisor.KVM in spoken:
                    strength = _EMULATED
                says = Says(Subject.HYPERVISOR, row.hypervisor)
                yield _finding(record, field.line, field.value, says, strength, row.source)
    if status is not None and record.of(FEATURE_LEAF) is None:
        says = Says(Subject.PRESENT if status.value == "true" else Subject.ABSENT)
        text = f"hypervisor guest status = {status.value}"
        yield _finding(record, status.line, text, says, 0.9, _TLFS)
    if record.brand is not None and not any(record.of(leaf) for leaf in BRAND_LEAVES):
        yield from _named(record, record.brand.line, record.brand.value)


def _trust_domain(record: CpuidRecord) -> Iterator[Finding]:
    """A TDX module answers its own leaf within a trust domain only, whoever runs that one."""
    leaf = record.of(_TDX_LEAF)
    if leaf is not None and leaf.vendor == _TDX:
        text = f"{_TDX.strip()}: a trust domain of Intel TDX"
        yield _leaf(record, leaf, text, Says(Subject.PRESENT), 0.95, "Linux asm/shared/tdx.h")


def _has_hypervisor_range(record: CpuidRecord) -> bool:
    """Tell whether leaf 0x40000000 may be believed.

    Without a hypervisor, processors answer an unknown leaf with the data of another one.
    """
    features = record.of(FEATURE_LEAF)
    return features is None or bool(features.ecx & HYPERVISOR_BIT)


def _bits(record: CpuidRecord) -> Iterator[Finding]:
    features = record.of(FEATURE_LEAF)
    if features is None:
        return
    if features.ecx & HYPERVISOR_BIT:
        says = Says(Subject.PRESENT)
        yield _leaf(record, features, f"ECX {features.ecx:08x}: bit 31 is set", says, 0.9, _TLFS)
    elif (basic := record.of(_BASIC_LEAF)) is None or basic.vendor not in _TRANSLATED:
        says = Says(Subject.ABSENT)
        yield _leaf(record, features, f"ECX {features.ecx:08x}: bit 31 is clear", says, 0.9, _TLFS)
    svm = record.of(SVM_LEAF)
    if features.ecx & VMX_BIT:
        says = Says(Subject.NESTING)
        yield _leaf(record, features, "VT-x is offered", says, 0.9, "Intel SDM, CPUID")
    elif svm is not None and svm.ecx & SVM_BIT:
        yield _leaf(record, svm, "AMD-V is offered", Says(Subject.NESTING), 0.9, "AMD APM, CPUID")
    elif svm is not None:
        says = Says(Subject.NO_NESTING)
        yield _leaf(record, features, "neither VT-x nor AMD-V", says, 0.8, "Intel SDM, CPUID")


def _brand(record: CpuidRecord) -> Iterator[Finding]:
    """Read the processor's name out of its leaves."""
    parts = [record.of(leaf) for leaf in BRAND_LEAVES]
    if parts[0] is not None:
        name = "".join(part.brand for part in parts if part is not None)
        # A dump of anything has anything here: what cannot be printed is no name.
        name = "".join(letter for letter in name if letter.isprintable()).strip()
        yield from _named(record, parts[0].line, name, f"leaf {parts[0].leaf:#x} ")


def _named(record: CpuidRecord, line: int, name: str, before: str = "") -> Iterator[Finding]:
    """QEMU names its own processors, under KVM and without it."""
    row = brand(name)
    if row is not None:
        named = Says(Subject.HYPERVISOR, row.hypervisor)
        for says, strength in ((Says(Subject.PRESENT), row.machine), (named, row.strength)):
            yield _finding(record, line, f"{before}{name}", says, strength, row.source)


def _leaf(
    record: CpuidRecord, leaf: Leaf, text: str, says: Says, strength: float, source: str
) -> Finding:
    return _finding(record, leaf.line, f"leaf {leaf.leaf:#x} {text}", says, strength, source)


def _finding(
    record: CpuidRecord, line: int, text: str, says: Says, strength: float, source: str
) -> Finding:
    return Finding(Kind.CPUID, Witness.PROCESSOR, record.file, line, text, says, strength, source)
