"""Where the BSDs keep the firmware's strings, and FreeBSD's words for hypervisors.

Source of the names: the manuals smbios(4) of FreeBSD, sysctl(2) of OpenBSD, dmi in NetBSD's
sysctl(7); of the words: FreeBSD's sys/kern/subr_param.c, the table
vm_guest_sysctl_names; “vbox” and “parallels” since FreeBSD 13, “nvmm” since 15.
"""

from __future__ import annotations

from hvutils.tables.dmi import DmiField
from hvutils.tables.kernel_log import LogRow
from hvutils.tables.words import Hypervisor

__all__ = ["STRINGS", "VM_GUESTS"]

_F, _H = DmiField, Hypervisor
_FREEBSD = (
    ("smbios.bios.vendor", _F.BIOS_VENDOR),
    ("smbios.bios.version", _F.BIOS_VERSION),
    ("smbios.system.maker", _F.SYS_VENDOR),
    ("smbios.system.product", _F.PRODUCT_NAME),
    ("smbios.system.version", _F.PRODUCT_VERSION),
    ("smbios.system.family", _F.PRODUCT_FAMILY),
    ("smbios.system.serial", _F.PRODUCT_SERIAL),
    ("smbios.system.uuid", _F.PRODUCT_UUID),
    ("smbios.planar.maker", _F.BOARD_VENDOR),
    ("smbios.planar.product", _F.BOARD_NAME),
    ("smbios.chassis.maker", _F.CHASSIS_VENDOR),
    ("smbios.chassis.tag", _F.CHASSIS_ASSET_TAG),
)
_OPENBSD = (
    ("hw.vendor", _F.SYS_VENDOR),
    ("hw.product", _F.PRODUCT_NAME),
    ("hw.version", _F.PRODUCT_VERSION),
    ("hw.serialno", _F.PRODUCT_SERIAL),
    ("hw.uuid", _F.PRODUCT_UUID),
)
_NETBSD = (
    ("machdep.dmi.bios-vendor", _F.BIOS_VENDOR),
    ("machdep.dmi.bios-version", _F.BIOS_VERSION),
    ("machdep.dmi.system-vendor", _F.SYS_VENDOR),
    ("machdep.dmi.system-product", _F.PRODUCT_NAME),
    ("machdep.dmi.system-version", _F.PRODUCT_VERSION),
    ("machdep.dmi.board-vendor", _F.BOARD_VENDOR),
    ("machdep.dmi.board-product", _F.BOARD_NAME),
)
STRINGS = dict((*_FREEBSD, *_OPENBSD, *_NETBSD))

_SOURCE = "FreeBSD subr_param.c"
VM_GUESTS = (
    LogRow("xen", _H.XEN, 0.85, _SOURCE),
    LogRow("hv", _H.HYPER_V, 0.7, _SOURCE),
    LogRow("vmware", _H.VMWARE, 0.9, _SOURCE),
    LogRow("kvm", _H.KVM, 0.8, _SOURCE),
    LogRow("bhyve", _H.BHYVE, 0.9, _SOURCE),
    LogRow("vbox", _H.VIRTUALBOX, 0.9, _SOURCE),
    LogRow("parallels", _H.PARALLELS, 0.9, _SOURCE),
    LogRow("nvmm", _H.OTHER, 0.9, _SOURCE),
)
"""What the kernel calls the hypervisor; “none” and “generic” have no row."""
