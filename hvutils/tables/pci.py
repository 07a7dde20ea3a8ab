"""PCI devices that hypervisors give to their guests, and the boards of physical machines.

Ids and names as Debian's pci.ids 2023.04.11 has them; tests compare them where it is installed.
``machine`` is how sure the device is of a virtual machine at all, ``strength`` how sure it is of
the hypervisor's name. Several programs emulate VMware's cards, and virtio is a standard that many
offer: such rows name weakly. A row that is ``built`` in belongs to the program that runs the
machine; the others are cards, which whoever starts it chooses.
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.tables.words import Cloud, Hypervisor

__all__ = [
    "BOARD_MAKERS",
    "CLOUD_DEVICES",
    "DEVICES",
    "SUBSYSTEMS",
    "BoardMaker",
    "CloudDevice",
    "PciRow",
    "Subsystem",
    "board_maker",
    "cloud_device",
    "device",
    "subsystem",
    "with_maker",
]


@dataclass(frozen=True)
class PciRow:
    """A device that a hypervisor emulates; ``name`` is pci.ids' vendor and device."""

    vendor: str
    device: str
    name: str
    hypervisor: Hypervisor | None
    strength: float
    machine: float
    built: bool = False
    source: str = "pci.ids"


_H = Hypervisor
_VMWARE = "VMware"
_VBOX = "InnoTek Systemberatung GmbH"
_XEN = "XenSource, Inc."
_RED_HAT = "Red Hat, Inc."
_PARALLELS = "Parallels, Inc."

_EMULATED: tuple[PciRow, ...] = (
    # VirtualBox and QEMU emulate this adapter, QEMU the network card and the two controllers.
    PciRow("15ad", "0405", f"{_VMWARE} SVGA II Adapter", _H.VMWARE, 0.3, 0.85),
    PciRow("15ad", "0710", f"{_VMWARE} SVGA Adapter", _H.VMWARE, 0.4, 0.85),
    PciRow("15ad", "07b0", f"{_VMWARE} VMXNET3 Ethernet Controller", _H.VMWARE, 0.45, 0.9),
    PciRow("15ad", "07c0", f"{_VMWARE} PVSCSI SCSI Controller", _H.VMWARE, 0.45, 0.9),
    PciRow("15ad", "0820", f"{_VMWARE} Paravirtual RDMA controller", _H.VMWARE, 0.45, 0.9),
    PciRow("15ad", "0720", f"{_VMWARE} VMXNET Ethernet Controller", _H.VMWARE, 0.7, 0.9),
    PciRow("15ad", "1977", f"{_VMWARE} HD Audio Controller", _H.VMWARE, 0.7, 0.9),
    PciRow("15ad", "0770", f"{_VMWARE} USB2 EHCI Controller", _H.VMWARE, 0.8, 0.95, True),
    PciRow("15ad", "0774", f"{_VMWARE} USB1.1 UHCI Controller", _H.VMWARE, 0.8, 0.95, True),
    PciRow("15ad", "0778", f"{_VMWARE} USB3 xHCI 0.96 Controller", _H.VMWARE, 0.8, 0.95, True),
    PciRow("15ad", "0779", f"{_VMWARE} USB3 xHCI 1.0 Controller", _H.VMWARE, 0.8, 0.95, True),
    PciRow("15ad", "07e0", f"{_VMWARE} SATA AHCI controller", _H.VMWARE, 0.8, 0.95, True),
    PciRow("15ad", "07f0", f"{_VMWARE} NVMe SSD Controller", _H.VMWARE, 0.8, 0.95, True),
    PciRow("15ad", "0801", f"{_VMWARE} Virtual Machine Interface", _H.VMWARE, 0.8, 0.95, True),
    PciRow(
        "15ad",
        "0740",
        f"{_VMWARE} Virtual Machine Communication Interface",
        _H.VMWARE,
        0.9,
        0.95,
        True,
    ),
    PciRow("15ad", "0790", f"{_VMWARE} PCI bridge", _H.VMWARE, 0.9, 0.95, True),
    PciRow("15ad", "07a0", f"{_VMWARE} PCI Express Root Port", _H.VMWARE, 0.9, 0.95, True),
    PciRow("80ee", "beef", f"{_VBOX} VirtualBox Graphics Adapter", _H.VIRTUALBOX, 0.9, 0.95, True),
    PciRow("80ee", "cafe", f"{_VBOX} VirtualBox Guest Service", _H.VIRTUALBOX, 0.95, 0.95, True),
    PciRow(
        "1414",
        "5353",
        "Microsoft Corporation Hyper-V virtual VGA",
        _H.HYPER_V,
        0.9,
        0.95,
        True,
    ),
    # It comes over VMBus, Hyper-V's own: machines of WSL 2 with a graphics card have it.
    PciRow(
        "1414", "008e", "Microsoft Corporation Basic Render Driver", _H.HYPER_V, 0.85, 0.9, True
    ),
    PciRow("5853", "0001", f"{_XEN} Xen Platform Device", _H.XEN, 0.9, 0.95, True),
    PciRow("5853", "c110", f"{_XEN} Virtualized HID", _H.XEN, 0.85, 0.9),
    PciRow("5853", "c147", f"{_XEN} Virtualized Graphics Device", _H.XEN, 0.85, 0.9),
    PciRow(
        "5853",
        "c000",
        f"{_XEN} Citrix XenServer PCI Device for Windows Update",
        _H.XEN,
        0.85,
        0.9,
    ),
    PciRow(
        "5853",
        "c200",
        f"{_XEN} XCP-ng Project PCI Device for Windows Update",
        _H.XEN,
        0.85,
        0.9,
    ),
    # QEMU's own parts are the same with KVM and without, as its DMI strings are.
    PciRow("1b36", "0008", f"{_RED_HAT} QEMU PCIe Host bridge", _H.KVM, 0.5, 0.95, True),
    PciRow("1b36", "000b", f"{_RED_HAT} QEMU PCIe Expander bridge", _H.KVM, 0.5, 0.95),
    PciRow("1b36", "000c", f"{_RED_HAT} QEMU PCIe Root port", _H.KVM, 0.5, 0.95),
    PciRow("1b36", "0001", f"{_RED_HAT} QEMU PCI-PCI bridge", _H.KVM, 0.5, 0.95),
    PciRow("1b36", "0009", f"{_RED_HAT} QEMU PCI Expander bridge", _H.KVM, 0.5, 0.95),
    PciRow("1b36", "000d", f"{_RED_HAT} QEMU XHCI Host Controller", _H.KVM, 0.5, 0.95),
    PciRow("1b36", "0010", f"{_RED_HAT} QEMU NVM Express Controller", _H.KVM, 0.5, 0.95),
    PciRow("1b36", "0002", f"{_RED_HAT} QEMU PCI 16550A Adapter", _H.KVM, 0.5, 0.95),
    PciRow("1b36", "0100", f"{_RED_HAT} QXL paravirtual graphic card", _H.KVM, 0.5, 0.95),
    # Google's metal machines have a device of Intel's instead (IDPF).
    PciRow(
        "1ae0",
        "0042",
        "Google, Inc. Compute Engine Virtual Ethernet [gVNIC]",
        None,
        0.0,
        0.85,
        source="Google Cloud manual, IDPF",
    ),
    PciRow("1234", "1111", "", _H.KVM, 0.45, 0.9, source="QEMU standard VGA"),
    # No maker has sold this host bridge: Intel's prefix, and a number of the programs' own.
    PciRow("8086", "0d57", "", _H.KVM, 0.5, 0.9, True, "Cloud Hypervisor pci/src/bus.rs"),
    PciRow(
        "1ab8",
        "4000",
        f"{_PARALLELS} Virtual Machine Communication Interface",
        _H.PARALLELS,
        0.95,
        0.95,
        True,
    ),
    PciRow(
        "1ab8",
        "4005",
        f"{_PARALLELS} Accelerated Virtual Video Adapter",
        _H.PARALLELS,
        0.95,
        0.95,
        True,
    ),
    PciRow(
        "1ab8", "4006", f"{_PARALLELS} Memory Ballooning Controller", _H.PARALLELS, 0.95, 0.95, True
    ),
    # Processors of the last twenty years never stood behind these bridges of 1996 and 1998.
    PciRow("8086", "1237", "Intel Corporation 440FX - 82441FX PMC [Natoma]", None, 0.0, 0.8),
    PciRow(
        "8086",
        "7190",
        "Intel Corporation 440BX/ZX/DX - 82443BX/ZX/DX Host bridge",
        None,
        0.0,
        0.6,
    ),
    PciRow(
        "8086",
        "7192",
        "Intel Corporation 440BX/ZX/DX - 82443BX/ZX/DX Host bridge (AGP disabled)",
        None,
        0.0,
        0.7,
    ),
)
_VIRTIO = (
    *(("1000", "network device"), ("1001", "block device"), ("1002", "memory balloon")),
    *(("1003", "console"), ("1004", "SCSI"), ("1005", "RNG"), ("1009", "filesystem")),
    *(("1041", "1.0 network device"), ("1042", "1.0 block device"), ("1043", "1.0 console")),
    *(("1044", "1.0 RNG"), ("1045", "1.0 memory balloon"), ("1048", "1.0 SCSI")),
    *(("1049", "1.0 filesystem"), ("1050", "1.0 GPU"), ("1052", "1.0 input")),
    *(("1053", "1.0 socket"), ("105a", "file system")),
)
DEVICES: tuple[PciRow, ...] = (
    *_EMULATED,
    # KVM's, bhyve's, VirtualBox' and OpenBSD's guests have them, and some cards of hardware.
    *(
        PciRow("1af4", number, f"{_RED_HAT} Virtio {name}", _H.KVM, 0.4, 0.8, source="OASIS virtio")
        for number, name in _VIRTIO
    ),
    PciRow("1af4", "1110", f"{_RED_HAT} Inter-VM shared memory", _H.KVM, 0.5, 0.9),
)


@dataclass(frozen=True)
class Subsystem:
    """The ids that a hypervisor writes as the subsystem of what it emulates.

    ``device`` may be empty, for any; ``bridge`` asks for a host bridge.
    """

    vendor: str
    device: str
    name: str
    hypervisor: Hypervisor
    strength: float
    machine: float
    source: str
    bridge: bool = False


SUBSYSTEMS = (
    Subsystem("1af4", "1100", f"{_RED_HAT} Qemu virtual machine", _H.KVM, 0.5, 0.95, "pci.ids"),
    Subsystem(
        "15ad",
        "1976",
        f"{_VMWARE} Virtual Machine Chipset",
        _H.VMWARE,
        0.9,
        0.95,
        "pci.ids",
        bridge=True,
    ),
    Subsystem(
        "1414",
        "0000",
        "Microsoft Corporation Device 0000",
        _H.HYPER_V,
        0.7,
        0.9,
        "Hyper-V generation 1 chipset",
    ),
    Subsystem("1ab8", "0400", _PARALLELS, _H.PARALLELS, 0.9, 0.95, "pci.ids vendor"),
)


@dataclass(frozen=True)
class CloudDevice:
    """A device of a cloud. Rented bare metal has it too: it tells no guest from a machine."""

    vendor: str
    device: str
    name: str
    cloud: Cloud
    strength: float
    source: str = "pci.ids"


_AMAZON = "Amazon.com, Inc."
CLOUD_DEVICES = (
    CloudDevice("1d0f", "ec20", f"{_AMAZON} Elastic Network Adapter (ENA)", Cloud.AWS, 0.9),
    CloudDevice("1d0f", "8061", f"{_AMAZON} NVMe EBS Controller", Cloud.AWS, 0.9),
    CloudDevice("1d0f", "cd01", f"{_AMAZON} NVMe SSD Controller", Cloud.AWS, 0.9),
    CloudDevice("1d0f", "efa0", f"{_AMAZON} Elastic Fabric Adapter (EFA)", Cloud.AWS, 0.9),
    CloudDevice("1d0f", "efa1", f"{_AMAZON} Elastic Fabric Adapter (EFA)", Cloud.AWS, 0.9),
    CloudDevice(
        "1ae0",
        "0042",
        "Google, Inc. Compute Engine Virtual Ethernet [gVNIC]",
        Cloud.GOOGLE,
        0.9,
    ),
    CloudDevice("1ae0", "001f", "Google, Inc. NVMe device", Cloud.GOOGLE, 0.6),
)


@dataclass(frozen=True)
class BoardMaker:
    """A maker of machines, as the subsystem vendor of a host bridge: the board is its own.

    Hypervisors do not pass a host bridge through. Intel is not here: its id is also the default.
    """

    vendor: str
    name: str
    source: str = "pci.ids"


BOARD_MAKERS = (
    BoardMaker("1014", "IBM"),
    BoardMaker("1025", "Acer Incorporated [ALI]"),
    BoardMaker("1028", "Dell"),
    BoardMaker("103c", "Hewlett-Packard Company"),
    BoardMaker("1043", "ASUSTeK Computer Inc."),
    BoardMaker("104d", "Sony Corporation"),
    BoardMaker("106b", "Apple Inc."),
    BoardMaker("1071", "Mitac"),
    BoardMaker("108e", "Oracle/SUN"),
    BoardMaker("10cf", "Fujitsu Limited."),
    BoardMaker("1170", "Inventec Corporation"),
    BoardMaker("1179", "Toshiba Corporation"),
    BoardMaker("144d", "Samsung Electronics Co Ltd"),
    BoardMaker("1458", "Gigabyte Technology Co., Ltd"),
    BoardMaker("1462", "Micro-Star International Co., Ltd. [MSI]"),
    BoardMaker("152d", "QUANTA Computer Inc"),
    BoardMaker("1590", "Hewlett Packard Enterprise"),
    BoardMaker("15d9", "Super Micro Computer Inc"),
    BoardMaker("1734", "Fujitsu Technology Solutions"),
    BoardMaker("17aa", "Lenovo"),
    BoardMaker("1849", "ASRock Incorporation"),
    BoardMaker("19e5", "Huawei Technologies Co., Ltd."),
    BoardMaker("1bd4", "Inspur Electronic Information Industry Co., Ltd."),
)

_BY_ID = {(row.vendor, row.device): row for row in DEVICES}
_CLOUD_BY_ID = {(row.vendor, row.device): row for row in CLOUD_DEVICES}
_MAKERS_BY_ID = {row.vendor: row for row in BOARD_MAKERS}
# A name that begins another one comes after it.
_BY_NAME = sorted((row for row in DEVICES if row.name), key=lambda row: -len(row.name))
# Other makers have a “PCI bridge” or an “HD Audio Controller” too, and none of these.
_TELLING = (
    *("Virtio", "VirtualBox", "QXL", "QEMU", "Xen", "Hyper-V", "VMXNET", "PVSCSI", "SVGA II"),
    *("440FX", "440BX"),
)


def device(vendor: str, number: str, name: str) -> PciRow | None:
    """Return the row of a device, by its ids or, where there are none, by its name.

    >>> device("15ad", "0740", "").hypervisor.value
    'vmware'
    >>> device("", "", "VMware SVGA II Adapter").device
    '0405'
    """
    if vendor:
        return _BY_ID.get((vendor, number))
    return next((row for row in _BY_NAME if name.startswith(row.name)), None) if name else None


def with_maker(name: str) -> str:
    """Return a device's name with its maker before it, where the name alone says whose it is.

    >>> with_maker("Virtio network device")
    'Red Hat, Inc. Virtio network device'
    >>> with_maker("PCI bridge")
    'PCI bridge'
    """
    if not any(word in name for word in _TELLING):
        return name
    whole = [row.name for row in _BY_NAME if row.name.endswith(f" {name}")]
    return whole[0] if len(whole) == 1 else name


def cloud_device(vendor: str, number: str, name: str) -> CloudDevice | None:
    """Return the row of a cloud's device, by its ids or by its name."""
    if vendor:
        return _CLOUD_BY_ID.get((vendor, number))
    return next((row for row in CLOUD_DEVICES if name and name.startswith(row.name)), None)


def subsystem(vendor: str, number: str, name: str, *, bridge: bool) -> Subsystem | None:
    """Return the row of a subsystem, by its ids or by its name."""
    for row in SUBSYSTEMS:
        if row.bridge and not bridge:
            continue
        if (vendor, number) == (row.vendor, row.device):
            return row
        if not vendor and name and name.casefold().startswith(row.name.casefold()):
            return row
    return None


def board_maker(vendor: str, name: str) -> BoardMaker | None:
    """Return the maker of a board, by its id or by its name."""
    if vendor:
        return _MAKERS_BY_ID.get(vendor)
    return next((row for row in BOARD_MAKERS if name and name.startswith(row.name)), None)
