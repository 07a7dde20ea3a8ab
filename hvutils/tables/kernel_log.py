"""What the kernel's log calls hypervisors, ACPI tables and disks: facts, a row each.

"bare hardware" after "paravirtualized kernel on" has no row: an emulated machine says it too.
PTLTD, the OEM of VMware's BIOS, has none either: Phoenix wrote firmware for real boards.
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.tables.words import Cloud, Hypervisor

__all__ = ["ACPI", "CLOCKS", "DETECTED", "DISKS", "PVBUS", "AcpiRow", "DiskRow", "LogRow"]


@dataclass(frozen=True)
class LogRow:
    """A word of the kernel, by its beginning, and the hypervisor that it names."""

    text: str
    hypervisor: Hypervisor
    strength: float
    source: str


@dataclass(frozen=True)
class AcpiRow:
    """An ACPI table's OEM id, or the id of the compiler that made it; exactly, without padding.

    ``hypervisor`` is None where the row names a cloud only; ``machine`` is None where rented bare
    metal has the same ids.
    """

    text: str
    hypervisor: Hypervisor | None
    strength: float
    machine: float | None
    source: str
    cloud: Cloud | None = None
    compiler: bool = False


@dataclass(frozen=True)
class DiskRow:
    """A disk's vendor and model; beside them a listing may have more words."""

    text: str
    hypervisor: Hypervisor | None
    strength: float
    source: str
    cloud: Cloud | None = None


_H = Hypervisor
_DETECT = "Linux x86 hypervisor_x86 names"
_PARAVIRT = "Linux x86 pv_info names"

DETECTED = (
    LogRow("VMware", _H.VMWARE, 0.95, _DETECT),
    LogRow("Microsoft Hyper-V", _H.HYPER_V, 0.7, _DETECT),
    LogRow("Microsoft HyperV", _H.HYPER_V, 0.7, _DETECT),
    LogRow("Hyper-V", _H.HYPER_V, 0.7, _PARAVIRT),
    LogRow("Xen", _H.XEN, 0.9, _DETECT),
    # VirtualBox and Parallels speak KVM's interface too.
    LogRow("KVM", _H.KVM, 0.8, _DETECT),
    LogRow("Jailhouse", _H.OTHER, 0.95, _DETECT),
    LogRow("ACRN", _H.OTHER, 0.95, _DETECT),
    LogRow("Bhyve", _H.BHYVE, 0.95, _DETECT),
)

# What OpenBSD calls the bus of paravirtual devices, by the signature beneath it.
_PVBUS = "OpenBSD pvbus"
PVBUS = (
    LogRow("KVM", _H.KVM, 0.85, _PVBUS),
    LogRow("Hyper-V", _H.HYPER_V, 0.7, _PVBUS),
    LogRow("VMware", _H.VMWARE, 0.95, _PVBUS),
    LogRow("Xen", _H.XEN, 0.95, _PVBUS),
    LogRow("bhyve", _H.BHYVE, 0.95, _PVBUS),
    LogRow("OpenBSD", _H.OPENBSD_VMM, 0.95, _PVBUS),
)

CLOCKS = (
    LogRow("kvm-clock", _H.KVM, 0.75, "Linux kvmclock"),
    LogRow("hyperv_clocksource", _H.HYPER_V, 0.65, "Linux hyperv_timer"),
    LogRow("xen", _H.XEN, 0.85, "Linux xen time"),
)

ACPI = (
    AcpiRow("VBOX", _H.VIRTUALBOX, 0.95, 0.95, "VirtualBox ACPI tables"),
    AcpiRow("BOCHS", _H.KVM, 0.5, 0.95, "QEMU ACPI tables"),
    AcpiRow("BXPC", _H.KVM, 0.5, 0.95, "QEMU ACPI tables", compiler=True),
    AcpiRow("VMWARE", _H.VMWARE, 0.95, 0.95, "VMware ACPI tables"),
    AcpiRow("VMW", _H.VMWARE, 0.9, 0.95, "VMware ACPI tables", compiler=True),
    AcpiRow("Xen", _H.XEN, 0.95, 0.95, "Xen hvmloader ACPI tables"),
    AcpiRow("VRTUAL", _H.HYPER_V, 0.9, 0.95, "Hyper-V ACPI tables"),
    AcpiRow("MSFTVM", _H.HYPER_V, 0.9, 0.95, "Hyper-V ACPI tables"),
    AcpiRow("BHYVE", _H.BHYVE, 0.95, 0.95, "bhyve ACPI tables"),
    AcpiRow("PRLS", _H.PARALLELS, 0.95, 0.95, "Parallels ACPI tables"),
    AcpiRow("FIRECK", _H.KVM, 0.9, 0.95, "Firecracker ACPI tables"),
    AcpiRow("CLOUDH", _H.KVM, 0.7, 0.95, "Cloud Hypervisor ACPI tables"),
    AcpiRow("AMAZON", None, 0.9, None, "EC2 ACPI tables", Cloud.AWS),
    AcpiRow("Google", None, 0.9, None, "GCE ACPI tables", Cloud.GOOGLE),
)

DISKS = (
    DiskRow("VBOX HARDDISK", _H.VIRTUALBOX, 0.85, "VirtualBox disk models"),
    DiskRow("VBOX CD-ROM", _H.VIRTUALBOX, 0.85, "VirtualBox disk models"),
    DiskRow("VMware Virtual", _H.VMWARE, 0.85, "VMware disk models"),
    DiskRow("QEMU HARDDISK", _H.KVM, 0.5, "QEMU disk models"),
    DiskRow("QEMU DVD-ROM", _H.KVM, 0.5, "QEMU disk models"),
    DiskRow("QEMU CD-ROM", _H.KVM, 0.5, "QEMU disk models"),
    DiskRow("Msft Virtual Disk", _H.HYPER_V, 0.85, "Hyper-V disk models"),
    DiskRow("Msft Virtual CD/ROM", _H.HYPER_V, 0.85, "Hyper-V disk models"),
    DiskRow("BHYVE SATA", _H.BHYVE, 0.85, "bhyve disk models"),
    DiskRow("Google PersistentDisk", None, 0.85, "GCE disk models", Cloud.GOOGLE),
    DiskRow("QEMU NVMe Ctrl", _H.KVM, 0.5, "QEMU disk models"),
    DiskRow("Red Hat VirtIO", _H.KVM, 0.4, "virtio-win disk models"),
    DiskRow("ORCLVBOX-NVME", _H.VIRTUALBOX, 0.85, "VirtualBox disk models"),
    DiskRow("XENSRC PVDISK", _H.XEN, 0.8, "Xen Windows PV drivers"),
    DiskRow("AWS PVDISK", _H.XEN, 0.8, "AWS PV drivers", Cloud.AWS),
    DiskRow("Amazon Elastic Block Store", None, 0.85, "AWS manual, NVMe", Cloud.AWS),
    DiskRow("Amazon EC2 NVMe", None, 0.85, "AWS manual, NVMe", Cloud.AWS),
    DiskRow("nvme_card-pd", None, 0.8, "GCE disk models", Cloud.GOOGLE),
    # sysfs has vendor and model in a file each.
    DiskRow("VMware", _H.VMWARE, 0.8, "VMware disk models"),
    DiskRow("Msft", _H.HYPER_V, 0.8, "Hyper-V disk models"),
    DiskRow("VBOX", _H.VIRTUALBOX, 0.8, "VirtualBox disk models"),
    DiskRow("QEMU", _H.KVM, 0.5, "QEMU disk models"),
    DiskRow("PersistentDisk", None, 0.85, "GCE disk models", Cloud.GOOGLE),
    # The names of paravirtual disks, where a listing has no model.
    DiskRow("xvd", _H.XEN, 0.7, "Linux xen-blkfront"),
    DiskRow("vda", _H.KVM, 0.4, "Linux virtio_blk"),
)
