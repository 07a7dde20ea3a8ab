"""Evidence that KVM works on this machine, that guests run on it, or that its host is named.

A loaded kvm module is no host: distributions load it at boot, and guests with nesting do too. It
shows that the processor offers virtualization to this system, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.kvm_host import KvmRecord
from hvutils.parsers.kvp import KvpRecord
from hvutils.parsers.record import Field
from hvutils.tables.words import Hypervisor

__all__ = ["find", "find_named_host"]


def find(record: KvmRecord) -> Iterator[Finding]:
    """Yield what one file says of KVM on this machine."""
    offered = Says(Subject.NESTING)
    if record.nested is not None:
        text = f"kvm's parameter nested: {record.nested.value} (the module loads only with VT-x)"
        yield _make(record, Kind.MODULE, record.nested, text, offered, 0.85)
    if record.offered is not None:
        text = f"/proc/cpuinfo: {record.offered.value}"
        yield _make(record, Kind.CPU_FLAGS, record.offered, text, offered, 0.9)
    if record.device is not None:
        yield _make(record, Kind.MODULE, record.device, "/dev/kvm is there", offered, 0.8)
    for guest in record.guests:
        says = Says(Subject.HOSTS, Hypervisor.KVM)
        # libvirt lists the guests of Xen and LXC too.
        strength = 0.6 if guest.value.startswith("virsh") else 0.8
        yield _make(record, Kind.GUESTS, guest, f"a running guest: {guest.value}", says, strength)


def find_named_host(record: KvpRecord) -> Iterator[Finding]:
    """Yield what Hyper-V's host says of itself: only its guests are told."""
    says, text = Says(Subject.HYPERVISOR, Hypervisor.HYPER_V), "the host names itself"
    yield Finding(
        *(Kind.GUESTS, Witness.SYSTEM, record.file, record.host.line, text, says, 0.85),
        "Microsoft, data exchange with guests (KVP)",
    )


def _make(
    record: KvmRecord, kind: Kind, field: Field, text: str, says: Says, strength: float
) -> Finding:
    witness = Witness.SYSTEM
    source = "Linux kvm" if kind is Kind.MODULE else "libvirt manual, QEMU manual"
    return Finding(kind, witness, record.file, field.line, text, says, strength, source)
