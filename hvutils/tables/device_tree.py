"""What device trees say of a platform: strings of ``compatible`` and ``model``, a row each."""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.tables.words import Hypervisor

__all__ = ["TREE", "TreeRow"]


@dataclass(frozen=True)
class TreeRow:
    """A string, by its beginning, and what it shows.

    ``hypervisor`` is None where the string shows a board of a maker. ``machine`` is how sure it is
    of a virtual machine, or of a physical one.
    """

    text: str
    hypervisor: Hypervisor | None
    strength: float
    machine: float
    source: str


_H = Hypervisor

TREE = (
    # QEMU's virt board, with KVM and without; crosvm, Firecracker and kvmtool use the name too.
    TreeRow("linux,dummy-virt", _H.KVM, 0.5, 0.95, "QEMU virt machine"),
    TreeRow("qemu,", _H.KVM, 0.5, 0.95, "QEMU machines"),
    TreeRow("riscv-virtio", _H.KVM, 0.5, 0.95, "QEMU virt machine, RISC-V"),
    TreeRow("IBM pSeries (emulated by qemu)", _H.KVM, 0.5, 0.95, "QEMU pseries"),
    TreeRow("linux,kvm", _H.KVM, 0.9, 0.95, "Linux powerpc hypervisor node"),
    TreeRow("xen,xen", _H.XEN, 0.9, 0.95, "Xen device tree bindings"),
    TreeRow("vmware", _H.VMWARE, 0.9, 0.95, "systemd virt.c"),
    TreeRow("jailhouse", _H.OTHER, 0.9, 0.95, "Jailhouse device trees"),
    TreeRow("raspberrypi,", None, 0.0, 0.7, "Linux device trees"),
    TreeRow("Raspberry Pi ", None, 0.0, 0.7, "Linux device trees, model"),
    TreeRow("ibm,powernv", None, 0.0, 0.85, "Linux powernv"),
    TreeRow("starfive,visionfive", None, 0.0, 0.7, "Linux device trees"),
    TreeRow("sophgo,", None, 0.0, 0.6, "Linux device trees"),
    TreeRow("rockchip,", None, 0.0, 0.6, "Linux device trees"),
    TreeRow("allwinner,", None, 0.0, 0.6, "Linux device trees"),
    TreeRow("fsl,", None, 0.0, 0.6, "Linux device trees"),
    TreeRow("nvidia,tegra", None, 0.0, 0.6, "Linux device trees"),
    TreeRow("apple,t", None, 0.0, 0.6, "Linux device trees"),
)
