"""Drivers that Windows has only where a hypervisor's guest tools, or its host, were installed.

Windows brings its own drivers for Hyper-V's devices (``vmbus``, ``storflt``, ``hyperkbd``) and for
some of VMware's; ``driverquery`` lists them on physical machines too, so they are left out.

Names are those of the services, which ``driverquery`` prints, and not of the files. A guest's
drivers weigh less than its firmware: they stay behind when a disk moves. How much is our estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.tables.words import Hypervisor

__all__ = ["WINDOWS_DRIVERS", "WindowsDriver"]


@dataclass(frozen=True)
class WindowsDriver:
    """A driver's module name; ``host`` marks one of a program that runs guests."""

    name: str
    hypervisor: Hypervisor
    strength: float
    source: str
    host: bool = False


_H = Hypervisor
_VMWARE, _VBOX = "services of VMware Tools", "services of VirtualBox Guest Additions"
_VIRTIO, _XEN = "INF files of virtio-win", "services of Xen's Windows PV drivers"
_PARALLELS = "virt-v2v windows_virtio.ml, services of Parallels Tools"
_WORKSTATION, _VBOX_HOST = "services of VMware Workstation", "services of VirtualBox"

_ROWS = (
    WindowsDriver("vm3dmp", _H.VMWARE, 0.7, _VMWARE),
    WindowsDriver("vm3dmp_loader", _H.VMWARE, 0.7, _VMWARE),
    WindowsDriver("vmmouse", _H.VMWARE, 0.7, _VMWARE),
    WindowsDriver("vmusbmouse", _H.VMWARE, 0.7, _VMWARE),
    WindowsDriver("vmhgfs", _H.VMWARE, 0.7, _VMWARE),
    WindowsDriver("VMMemCtl", _H.VMWARE, 0.7, _VMWARE),
    WindowsDriver("vmrawdsk", _H.VMWARE, 0.7, _VMWARE),
    WindowsDriver("vmxnet3ndis6", _H.VMWARE, 0.6, _VMWARE),
    WindowsDriver("VBoxGuest", _H.VIRTUALBOX, 0.7, _VBOX),
    WindowsDriver("VBoxMouse", _H.VIRTUALBOX, 0.7, _VBOX),
    WindowsDriver("VBoxSF", _H.VIRTUALBOX, 0.7, _VBOX),
    WindowsDriver("VBoxVideo", _H.VIRTUALBOX, 0.7, _VBOX),
    WindowsDriver("VBoxWddm", _H.VIRTUALBOX, 0.7, _VBOX),
    WindowsDriver("netkvm", _H.KVM, 0.4, _VIRTIO),
    WindowsDriver("viostor", _H.KVM, 0.4, _VIRTIO),
    WindowsDriver("vioscsi", _H.KVM, 0.4, _VIRTIO),
    WindowsDriver("VirtioSerial", _H.KVM, 0.4, _VIRTIO),
    WindowsDriver("BALLOON", _H.KVM, 0.4, _VIRTIO),
    WindowsDriver("pvpanic", _H.KVM, 0.4, _VIRTIO),
    WindowsDriver("VioGpuDod", _H.KVM, 0.4, _VIRTIO),
    WindowsDriver("xenbus", _H.XEN, 0.6, _XEN),
    WindowsDriver("xenvbd", _H.XEN, 0.6, _XEN),
    WindowsDriver("xenvif", _H.XEN, 0.6, _XEN),
    WindowsDriver("xennet", _H.XEN, 0.6, _XEN),
    WindowsDriver("xeniface", _H.XEN, 0.6, _XEN),
    WindowsDriver("prl_fs", _H.PARALLELS, 0.7, _PARALLELS),
    WindowsDriver("prl_tg", _H.PARALLELS, 0.7, _PARALLELS),
    WindowsDriver("prl_memdev", _H.PARALLELS, 0.7, _PARALLELS),
    # They stay loaded while no guest runs.
    WindowsDriver("vmx86", _H.VMWARE, 0.4, _WORKSTATION, host=True),
    WindowsDriver("VMnetBridge", _H.VMWARE, 0.4, _WORKSTATION, host=True),
    WindowsDriver("VMnetAdapter", _H.VMWARE, 0.4, _WORKSTATION, host=True),
    WindowsDriver("VBoxDrv", _H.VIRTUALBOX, 0.4, _VBOX_HOST, host=True),
    WindowsDriver("VBoxSup", _H.VIRTUALBOX, 0.4, _VBOX_HOST, host=True),
    WindowsDriver("VBoxNetLwf", _H.VIRTUALBOX, 0.4, _VBOX_HOST, host=True),
)
WINDOWS_DRIVERS = {row.name.casefold(): row for row in _ROWS}
