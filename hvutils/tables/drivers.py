"""Kernel modules that say something about the platform: facts, a row each, with a source.

A driver follows a device, and a device can be emulated or passed through: names are weak here.
Left out because they load anywhere: ``kvm`` and its like while no guest runs, ``vmw_vmci`` and
``vmw_vsock_*`` (any guest that opens a vsock), ``virtio`` and ``virtio_ring`` (hosts use them).
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.tables.words import Cloud, Hypervisor

__all__ = [
    "CLOUD_DRIVERS",
    "DRIVERS",
    "HOST_DRIVERS",
    "OWNERS",
    "CloudDriver",
    "Driver",
    "HostDriver",
]


@dataclass(frozen=True)
class Driver:
    """A driver that guests load; ``machine`` is how sure it is of a virtual machine at all."""

    name: str
    hypervisor: Hypervisor | None
    strength: float
    machine: float
    source: str = "Linux drivers"


@dataclass(frozen=True)
class HostDriver:
    """A driver that runs guests; only while it is in use it shows that some run.

    ``always`` marks one that only a host loads.
    """

    name: str
    hypervisor: Hypervisor
    strength: float
    source: str
    always: bool = False


@dataclass(frozen=True)
class CloudDriver:
    """The driver of a cloud's device; rented bare metal loads it too."""

    name: str
    cloud: Cloud
    strength: float
    source: str = "Linux drivers"


_H = Hypervisor

_ROWS = (
    # It asks the processor for VMware's signature, and does not load on another answer.
    Driver("vmw_balloon", _H.VMWARE, 0.85, 0.9, "Linux drivers/misc/vmw_balloon.c"),
    Driver("vmxnet3", _H.VMWARE, 0.45, 0.85),
    Driver("vmw_pvscsi", _H.VMWARE, 0.45, 0.85),
    Driver("vmxnet", _H.VMWARE, 0.7, 0.85, "VMware Tools"),
    Driver("vmmemctl", _H.VMWARE, 0.8, 0.85, "VMware Tools"),
    Driver("vmhgfs", _H.VMWARE, 0.7, 0.85, "VMware Tools"),
    # VirtualBox and QEMU emulate the adapter that this one drives.
    Driver("vmwgfx", None, 0.0, 0.7, "fauxhai: guests of VirtualBox load it"),
    Driver("vboxguest", _H.VIRTUALBOX, 0.9, 0.9, "VirtualBox Guest Additions"),
    Driver("vboxsf", _H.VIRTUALBOX, 0.85, 0.9, "VirtualBox Guest Additions"),
    Driver("vboxvideo", _H.VIRTUALBOX, 0.85, 0.9, "VirtualBox Guest Additions"),
    Driver("hv_vmbus", _H.HYPER_V, 0.7, 0.7, "Linux drivers/hv"),
    Driver("hv_netvsc", _H.HYPER_V, 0.85, 0.85, "Linux drivers/hv"),
    Driver("hv_storvsc", _H.HYPER_V, 0.85, 0.85, "Linux drivers/hv"),
    Driver("hv_balloon", _H.HYPER_V, 0.85, 0.85, "Linux drivers/hv"),
    Driver("hv_utils", _H.HYPER_V, 0.8, 0.8, "Linux drivers/hv"),
    Driver("hyperv_keyboard", _H.HYPER_V, 0.85, 0.85, "Linux drivers/hv"),
    Driver("hid_hyperv", _H.HYPER_V, 0.85, 0.85, "Linux drivers/hv"),
    Driver("hyperv_fb", _H.HYPER_V, 0.85, 0.85, "Linux drivers/hv"),
    Driver("hyperv_drm", _H.HYPER_V, 0.85, 0.85, "Linux drivers/hv"),
    Driver("xen_blkfront", _H.XEN, 0.75, 0.8, "Linux drivers/xen"),
    Driver("xen_netfront", _H.XEN, 0.75, 0.8, "Linux drivers/xen"),
    Driver("xen_scsifront", _H.XEN, 0.75, 0.8, "Linux drivers/xen"),
    Driver("virtio_pci", _H.KVM, 0.4, 0.8, "OASIS virtio"),
    Driver("virtio_net", _H.KVM, 0.4, 0.75, "OASIS virtio"),
    Driver("virtio_blk", _H.KVM, 0.4, 0.75, "OASIS virtio"),
    Driver("virtio_scsi", _H.KVM, 0.4, 0.75, "OASIS virtio"),
    Driver("virtio_balloon", _H.KVM, 0.45, 0.8, "OASIS virtio"),
    Driver("qemu_fw_cfg", _H.KVM, 0.5, 0.9, "QEMU fw_cfg"),
    Driver("pvpanic", _H.KVM, 0.45, 0.8, "QEMU pvpanic"),
    Driver("qxl", _H.KVM, 0.5, 0.85),
    Driver("bochs", _H.KVM, 0.45, 0.85),
    Driver("bochs_drm", _H.KVM, 0.45, 0.85),
    # Xen's guests have the same card from QEMU.
    Driver("cirrus", None, 0.0, 0.7, "Linux drivers/gpu/drm"),
    # Google's metal machines load idpf instead.
    Driver("gve", None, 0.0, 0.8, "Google Cloud manual, IDPF"),
    Driver("prl_tg", _H.PARALLELS, 0.9, 0.9, "Parallels Tools"),
    Driver("prl_eth", _H.PARALLELS, 0.9, 0.9, "Parallels Tools"),
    Driver("prl_fs", _H.PARALLELS, 0.85, 0.9, "Parallels Tools"),
    Driver("prl_vid", _H.PARALLELS, 0.9, 0.9, "Parallels Tools"),
)
DRIVERS = {row.name: row for row in _ROWS}

# Who has ranges of addresses: drivers of the above, and these.
_OWNER_ROWS = (
    Driver("qemu0002", _H.KVM, 0.5, 0.95, "QEMU fw_cfg, its ACPI id"),
    Driver("fw_cfg_io", _H.KVM, 0.5, 0.95, "QEMU fw_cfg"),
    Driver("fw_cfg_mem", _H.KVM, 0.5, 0.95, "QEMU fw_cfg"),
    Driver("xen_platform_pci", _H.XEN, 0.85, 0.9, "Linux drivers/xen"),
    Driver("virtio_pci_modern", _H.KVM, 0.4, 0.8, "OASIS virtio"),
    Driver("virtio_pci_legacy", _H.KVM, 0.4, 0.8, "OASIS virtio"),
    Driver("virtio_mmio", _H.KVM, 0.4, 0.8, "OASIS virtio"),
)
OWNERS = {row.name: row for row in (*_ROWS, *_OWNER_ROWS)}

_HOST_ROWS = (
    HostDriver("kvm_intel", _H.KVM, 0.6, "Linux kvm, use count"),
    HostDriver("kvm_amd", _H.KVM, 0.6, "Linux kvm, use count"),
    HostDriver("vboxdrv", _H.VIRTUALBOX, 0.6, "VirtualBox manual, use count"),
    HostDriver("vmmon", _H.VMWARE, 0.6, "Workstation manual, use count"),
    HostDriver("xen_netback", _H.XEN, 0.6, "Linux drivers/xen", always=True),
    HostDriver("xen_blkback", _H.XEN, 0.6, "Linux drivers/xen", always=True),
)
HOST_DRIVERS = {row.name: row for row in _HOST_ROWS}

_CLOUD_ROWS = (
    CloudDriver("ena", Cloud.AWS, 0.85),
    CloudDriver("efa", Cloud.AWS, 0.85),
    CloudDriver("gve", Cloud.GOOGLE, 0.7),
    CloudDriver("mana", Cloud.AZURE, 0.7),
)
CLOUD_DRIVERS = {row.name: row for row in _CLOUD_ROWS}
