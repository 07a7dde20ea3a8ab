"""What the processor answers to CPUID under a hypervisor: facts, one row each, with a source."""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.tables.words import Hypervisor

__all__ = [
    "BRAND_LEAVES",
    "CPU_MANAGEMENT",
    "CREATE_PARTITIONS",
    "FEATURE_LEAF",
    "HYPERVISOR_BIT",
    "HYPER_V_INTERFACE",
    "HYPER_V_SIGNATURE",
    "INTERFACE_LEAF",
    "PRIVILEGE_LEAF",
    "SIGNATURES",
    "SVM_BIT",
    "SVM_LEAF",
    "VENDOR_LEAF",
    "VMX_BIT",
    "Signature",
    "signature",
]

FEATURE_LEAF = 0x1
HYPERVISOR_BIT = 1 << 31
"""Leaf 1, ECX: bit 31, which hypervisors set for their guests (TLFS, feature discovery)."""
VMX_BIT = 1 << 5
"""Leaf 1 ECX bit 5: VT-x (Intel SDM, CPUID)."""
SVM_LEAF = 0x80000001
SVM_BIT = 1 << 2
"""Leaf 0x80000001 ECX bit 2: AMD-V (AMD APM, CPUID)."""
VENDOR_LEAF = 0x40000000
"""EBX, ECX and EDX hold the hypervisor's signature (Microsoft TLFS, feature discovery)."""
INTERFACE_LEAF = 0x40000001
HYPER_V_INTERFACE = 0x31237648
"""Leaf 0x40000001 EAX, "Hv#1": Hyper-V's interface is offered (Microsoft TLFS, interface)."""
HYPER_V_SIGNATURE = "Microsoft Hv"
PRIVILEGE_LEAF = 0x40000003
BRAND_LEAVES = (0x80000002, 0x80000003, 0x80000004)
"""Their four registers each hold the processor's name (Intel SDM, CPUID)."""
CREATE_PARTITIONS = 1 << 0
"""Leaf 0x40000003 EBX bit 0: only the root partition has it (Microsoft TLFS, privilege mask)."""
CPU_MANAGEMENT = 1 << 12
"""Leaf 0x40000003 EBX bit 12: what Linux calls the root partition by (Linux mshyperv.c)."""


@dataclass(frozen=True)
class Signature:
    """A hypervisor's signature, how sure the name is, and where the fact comes from."""

    text: str
    hypervisor: Hypervisor
    strength: float
    source: str


# Two signatures prove less than the others. Several hypervisors speak KVM's interface, and
# "Microsoft Hv" is answered to a root partition, to a guest, and by KVM, Xen and VirtualBox.
SIGNATURES = (
    Signature("VMwareVMware", Hypervisor.VMWARE, 0.95, "systemd virt.c"),
    Signature("Microsoft Hv", Hypervisor.HYPER_V, 0.7, "Microsoft TLFS, feature discovery"),
    Signature("KVMKVMKVM", Hypervisor.KVM, 0.85, "Linux Documentation kvm/cpuid"),
    Signature("Linux KVM Hv", Hypervisor.KVM, 0.95, "systemd virt.c"),
    Signature("TCGTCGTCGTCG", Hypervisor.QEMU, 0.95, "systemd virt.c"),
    Signature("XenVMMXenVMM", Hypervisor.XEN, 0.95, "systemd virt.c"),
    Signature("VBoxVBoxVBox", Hypervisor.VIRTUALBOX, 0.95, "cpufetch issue 235"),
    Signature("bhyve bhyve", Hypervisor.BHYVE, 0.95, "systemd virt.c"),
    Signature("OpenBSDVMM58", Hypervisor.OPENBSD_VMM, 0.95, "virt-what"),
    Signature("Apple VZ", Hypervisor.APPLE_VZ, 0.95, "systemd virt.c"),
    # kvmtool runs its guests on KVM.
    Signature("LKVMLKVMLKVM", Hypervisor.KVM, 0.95, "virt-what"),
    Signature("ACRNACRNACRN", Hypervisor.OTHER, 0.95, "systemd virt.c"),
    # Two spellings of QNX are in use by the detection tools; both are QNX.
    Signature("QNXQVMBSQG", Hypervisor.OTHER, 0.9, "systemd virt.c"),
    Signature("QXNQSBMV", Hypervisor.OTHER, 0.9, "VMAware"),
    Signature("SRESRESRESRE", Hypervisor.OTHER, 0.95, "systemd virt.c"),
    Signature("UnisysSpar64", Hypervisor.OTHER, 0.95, "util-linux lscpu"),
    Signature("Jailhouse", Hypervisor.OTHER, 0.95, "VMAware"),
    Signature("___ NVMM ___", Hypervisor.OTHER, 0.95, "VMAware"),
    Signature("HAXMHAXMHAXM", Hypervisor.OTHER, 0.95, "VMAware"),
    Signature("EVMMEVMMEVMM", Hypervisor.OTHER, 0.95, "VMAware"),
)

_BY_TEXT = {row.text: row for row in SIGNATURES}


def signature(text: str) -> Signature | None:
    r"""Return the row of a signature.

    Args:
        text: twelve characters of EBX, ECX and EDX; padding zeros and blanks do not count.

    >>> signature("KVMKVMKVM\0\0\0").hypervisor.value
    'kvm'
    >>> signature("GenuineIntel") is None
    True
    """
    return _BY_TEXT.get(text.strip(" \0\t"))
