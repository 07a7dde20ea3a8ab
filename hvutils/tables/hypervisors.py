"""The hypervisors' types, and whose voice each of them is known to imitate."""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.tables.words import Cloud, Hypervisor, HypervisorType

__all__ = ["IMITATIONS", "PRODUCTS", "TYPES", "Imitation", "TypeRow", "imitation", "type_of"]

_H, _T = Hypervisor, HypervisorType


@dataclass(frozen=True)
class TypeRow:
    """A hypervisor's type, the reason, and the source."""

    hypervisor: Hypervisor
    type: HypervisorType
    reason: str
    source: str


_ROWS = (
    TypeRow(
        _H.VMWARE,
        _T.UNDETERMINED,
        "ESXi or Workstation: a guest sees the same",
        "VMware manuals",
    ),
    TypeRow(_H.HYPER_V, _T.TYPE_1, "it runs below the root partition", "Microsoft TLFS"),
    TypeRow(_H.KVM, _T.TYPE_1, "it is part of the kernel; the literature disagrees", "ISCA 2016"),
    TypeRow(_H.QEMU, _T.TYPE_2, "an emulating process of a host", "QEMU manual"),
    TypeRow(_H.XEN, _T.TYPE_1, "bare metal below dom0", "Xen admin guide"),
    TypeRow(_H.VIRTUALBOX, _T.TYPE_2, "an application of a host", "VirtualBox manual"),
    TypeRow(_H.PARALLELS, _T.TYPE_2, "an application of a host", "Parallels"),
    TypeRow(_H.BHYVE, _T.TYPE_2, "a process of a FreeBSD or illumos host", "FreeBSD handbook"),
    TypeRow(_H.APPLE_VZ, _T.TYPE_2, "a process of macOS", "Apple Hypervisor framework"),
    TypeRow(_H.OPENBSD_VMM, _T.TYPE_2, "a process of an OpenBSD host", "OpenBSD vmm manual"),
    TypeRow(_H.POWERVM, _T.TYPE_1, "firmware", "IBM PowerVM"),
    TypeRow(_H.IBM_LPAR, _T.TYPE_1, "firmware (PR/SM)", "IBM Z"),
    TypeRow(_H.IBM_ZVM, _T.TYPE_1, "it runs in a partition without a host", "IBM Z"),
    TypeRow(_H.LDOMS, _T.TYPE_1, "firmware", "Oracle VM Server for SPARC"),
    TypeRow(_H.UML, _T.TYPE_2, "a process of a Linux host", "Linux User Mode Linux"),
    TypeRow(_H.OTHER, _T.UNDETERMINED, "the name alone does not say", "-"),
)

TYPES = {row.hypervisor: row for row in _ROWS}

PRODUCTS = (
    ("VMware ESX", TypeRow(_H.VMWARE, _T.TYPE_1, "ESXi is its own system", "VMware manuals")),
    ("VMware Workstation", TypeRow(_H.VMWARE, _T.TYPE_2, "an application", "VMware manuals")),
    ("VMware Player", TypeRow(_H.VMWARE, _T.TYPE_2, "an application", "VMware manuals")),
    ("VMware Fusion", TypeRow(_H.VMWARE, _T.TYPE_2, "an application", "VMware manuals")),
)
"""Products whose name tells the type where the hypervisor's does not, by how they begin."""


@dataclass(frozen=True)
class Imitation:
    """One hypervisor that is known to answer in another one's name.

    Args:
        real: who answers.
        heard: in whose name.
        reason: why.
        source: where the fact comes from.
        at_most: how strongly the other name may be heard; above this it is a rival.
        parts: whether it brings the other's chipset and ACPI tables too, or its interface only.
        built: whether it is a built-in line of the other's that it writes: then one of its own
            must show too, and strings alone remain a rival.
        at: a better reason, by the cloud where it is known.
    """

    real: Hypervisor
    heard: Hypervisor
    reason: str
    source: str
    at_most: float = 1.0
    parts: bool = False
    built: bool = False
    at: tuple[tuple[Cloud, str], ...] = ()


IMITATIONS = (
    Imitation(
        _H.VIRTUALBOX,
        _H.KVM,
        "VirtualBox offers its guests KVM's interface",
        "VirtualBox manual, paravirtualization providers",
    ),
    Imitation(
        _H.VIRTUALBOX,
        _H.HYPER_V,
        "VirtualBox offers Windows guests Hyper-V's interface",
        "VirtualBox manual, paravirtualization providers",
    ),
    # Its cards only: VMware's signature or strings would be a rival.
    Imitation(
        _H.VIRTUALBOX,
        _H.VMWARE,
        "VirtualBox emulates VMware's display adapter",
        "VirtualBox manual, VMSVGA",
        at_most=0.4,
    ),
    Imitation(
        _H.PARALLELS,
        _H.KVM,
        "Parallels offers its guests KVM's interface",
        "systemd issue 23856",
    ),
    Imitation(
        _H.PARALLELS,
        _H.HYPER_V,
        "Parallels offers Windows guests Hyper-V's interface",
        "systemd issue 23856",
    ),
    Imitation(
        _H.KVM,
        _H.HYPER_V,
        "KVM with Hyper-V enlightenments answers as Microsoft Hv",
        "QEMU hyperv manual; uyuni issue 2112",
        at=(
            (
                Cloud.NUTANIX,
                "Nutanix' AHV is KVM with Hyper-V enlightenments, and answers as Microsoft Hv",
            ),
        ),
    ),
    # Its interface only: with VMware's chipset or ACPI tables it would be VMware.
    Imitation(
        _H.KVM,
        _H.VMWARE,
        "QEMU writes any signature that it is told to (hv-vendor-id)",
        "QEMU hyperv manual",
        built=True,
    ),
    Imitation(
        _H.XEN,
        _H.HYPER_V,
        "Xen with its viridian option answers as Microsoft Hv",
        "systemd issue 8844",
    ),
    Imitation(
        *(
            _H.VMWARE,
            _H.HYPER_V,
            "Windows in the guest runs its own Hyper-V (VBS)",
        ),
        "VMware manual, virtualization-based security",
    ),
    Imitation(
        _H.QEMU,
        _H.KVM,
        "QEMU writes the same DMI strings with KVM and without",
        "QEMU machine types",
        parts=True,
    ),
    # No more than the parts that QEMU brings: KVM's own signature would be a rival.
    Imitation(
        _H.XEN,
        _H.KVM,
        "QEMU emulates the devices of Xen's guests and brings their firmware",
        "Xen manual, device model",
        at_most=0.5,
        parts=True,
    ),
    Imitation(
        _H.UML,
        _H.KVM,
        "User-mode Linux is a process of a machine that is a guest itself",
        "systemd issue 17754",
        parts=True,
    ),
)


def type_of(hypervisor: Hypervisor, product: str | None) -> TypeRow:
    """Return the type of a hypervisor, by the product where that tells it.

    >>> type_of(Hypervisor.VMWARE, "VMware Virtual Platform").type.value
    'undetermined'
    >>> type_of(Hypervisor.VMWARE, "VMware ESXi 7.0.3 build-1").type.value
    'type-1'
    """
    for begins, row in PRODUCTS:
        if row.hypervisor is hypervisor and (product or "").startswith(begins):
            return row
    return TYPES[hypervisor]


_IMITATIONS = {(row.real, row.heard): row for row in IMITATIONS}


def imitation(real: Hypervisor | None, heard: Hypervisor | None) -> Imitation | None:
    """Return the known imitation of ``heard`` by ``real``."""
    return _IMITATIONS.get((real, heard)) if real is not None and heard is not None else None
