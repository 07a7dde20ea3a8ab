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
    HYPERVISOR_BIT,
    PRIVILEGE_LEAF,
    QEMU_BRAND,
    SVM_BIT,
    SVM_LEAF,
    VENDOR_LEAF,
    VMX_BIT,
    signature,
)
from hvutils.tables.words import Hypervisor

__all__ = ["find"]

_TLFS = "Microsoft TLFS, feature discovery"
_STEP = 0x100
_LAST = 0x40010000
_EMULATED = 0.5
"""What Xen's signature is worth beside KVM's (QEMU manual, Xen HVM guest support)."""


def find(record: CpuidRecord) -> Iterator[Finding]:
    """Yield what one CPUID dump says."""
    for field in record.signatures:
        row = signature(field.value)
        if row is not None:
            says = Says(Subject.HYPERVISOR, row.hypervisor)
            yield _finding(record, field.line, field.value, says, row.strength, row.source)
    yield from _bits(record)
    yield from _brand(record)
    if not _has_hypervisor_range(record):
        return
    ranges = [
        (leaf, row)
        for leaf in record.leaves
        if VENDOR_LEAF <= leaf.leaf < _LAST and leaf.leaf % _STEP == 0 and leaf.subleaf == 0
        if (row := signature(leaf.text)) is not None
    ]
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
    else:
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
    """Read the processor's name; QEMU names its generic ones after itself, KVM or not."""
    parts = [record.of(leaf) for leaf in BRAND_LEAVES]
    name = "".join(part.brand for part in parts if part is not None).strip(" \0")
    if parts[0] is not None and name.startswith(QEMU_BRAND):
        for says, strength in (
            (Says(Subject.PRESENT), 0.9),
            (Says(Subject.HYPERVISOR, Hypervisor.KVM), 0.5),
        ):
            yield _leaf(record, parts[0], name, says, strength, "QEMU processor models")


def _leaf(
    record: CpuidRecord, leaf: Leaf, text: str, says: Says, strength: float, source: str
) -> Finding:
    return _finding(record, leaf.line, f"leaf {leaf.leaf:#x} {text}", says, strength, source)


def _finding(
    record: CpuidRecord, line: int, text: str, says: Says, strength: float, source: str
) -> Finding:
    return Finding(Kind.CPUID, Witness.PROCESSOR, record.file, line, text, says, strength, source)
