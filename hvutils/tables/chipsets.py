"""Host bridges: which ones hypervisors emulate, and whose chips are real ones otherwise.

No hypervisor passes the bridge to the processor through: a chip maker's bridge that nobody
emulates stands on a board. Ids and names as Debian's pci.ids 2023.04.11 has them, unless a row
says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CHIP_MAKERS", "EMULATED_BRIDGES", "ChipMaker", "EmulatedBridge", "chip_maker"]


@dataclass(frozen=True)
class ChipMaker:
    """Who makes processors with a PCI bus, or chips that join one to them."""

    vendor: str
    name: str
    source: str = "pci.ids"


@dataclass(frozen=True)
class EmulatedBridge:
    """A bridge of a chip maker's that programs emulate; it may stand on an old board too."""

    vendor: str
    device: str
    name: str
    source: str


CHIP_MAKERS = (
    ChipMaker("8086", "Intel Corporation"),
    ChipMaker("1022", "Advanced Micro Devices"),
    ChipMaker("1002", "Advanced Micro Devices, Inc. [AMD/ATI]"),
    ChipMaker("10de", "NVIDIA Corporation"),
    ChipMaker("1106", "VIA Technologies"),
    ChipMaker("1039", "Silicon Integrated Systems"),
    ChipMaker("1166", "Broadcom"),
    ChipMaker("14e4", "Broadcom"),
    ChipMaker("1d94", "Chengdu Haiguang"),
    ChipMaker("1d17", "Zhaoxin"),
    ChipMaker("17cb", "Qualcomm"),
    ChipMaker("0014", "Loongson Technology"),
    ChipMaker("177d", "Cavium"),
    ChipMaker("1def", "Ampere Computing"),
    ChipMaker("19e5", "Huawei Technologies"),
    ChipMaker("1e30", "Sophgo Technology", "pci.ids of 2024"),
    ChipMaker("1d87", "Rockchip"),
)

EMULATED_BRIDGES = (
    EmulatedBridge("8086", "1237", "440FX - 82441FX", "QEMU i440fx, VirtualBox PIIX3"),
    EmulatedBridge("8086", "29c0", "82G33/G31/P35/P31 Express DRAM Controller", "QEMU q35"),
    EmulatedBridge("8086", "29e0", "82X38/X48 Express DRAM Controller", "VirtualBox ICH9"),
    # “Intel i965 chipset based motherboard”.
    EmulatedBridge("8086", "29a0", "82P965/G965 Memory Controller Hub", "Parallels user's guide"),
    EmulatedBridge("8086", "7190", "440BX/ZX/DX - 82443BX/ZX/DX Host bridge", "VMware"),
    EmulatedBridge("8086", "7192", "440BX/ZX/DX - 82443BX/ZX/DX Host bridge", "Hyper-V"),
    EmulatedBridge("8086", "0d57", "Device 0d57", "Cloud Hypervisor pci/src/bus.rs"),
    EmulatedBridge(
        *("8086", "5af0", "Celeron N3350/Pentium N4200/Atom E3900 Series Host Bridge"),
        "ACRN vhostbridge.c",
    ),
    EmulatedBridge("1022", "7432", "Device 7432", "bhyve pci_hostbridge.c, ACRN hostbridge.c"),
)

_BY_ID = {row.vendor: row for row in CHIP_MAKERS}
_EMULATED = {(row.vendor, row.device) for row in EMULATED_BRIDGES}


def chip_maker(vendor: str, device: str, name: str) -> ChipMaker | None:
    """Return who made a bridge that nobody emulates, by its ids or by its name.

    >>> chip_maker("8086", "2020", "").name
    'Intel Corporation'
    >>> chip_maker("", "", "Intel Corporation 440FX - 82441FX PMC [Natoma]") is None
    True
    """
    if vendor:
        return None if (vendor, device) in _EMULATED else _BY_ID.get(vendor)
    maker = next((row for row in CHIP_MAKERS if name.startswith(row.name)), None)
    if maker is None or any(row.name in name for row in EMULATED_BRIDGES):
        return None
    # A number alone was not in the list of whoever printed it: it may be anything.
    return None if " Device " in name else maker
