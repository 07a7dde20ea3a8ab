"""Evidence from the PCI bus: cards, chipsets, and whose board it is.

The devices are one witness. What is built into the program that runs the machine (its chipset,
the ids it writes as the subsystem of what it emulates) costs more to fake than a card.
"""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.lspci import LspciRecord, PciDevice
from hvutils.tables import pci
from hvutils.tables.chipsets import chip_maker

__all__ = ["find"]

_S = Subject
_CHIPSET = 0.6
"""A bridge that no row of emulated ones has may still be one that a rare program emulates."""


def find(record: LspciRecord) -> Iterator[Finding]:
    """Yield what one listing of PCI devices says; a device that comes often counts once."""
    seen: set[tuple[str, ...]] = set()
    for device in record.devices:
        ids = device.id
        vendor, number = (ids.vendor, ids.device) if ids else ("", "")
        key = (vendor, number, device.name)
        if key not in seen:
            seen.add(key)
            yield from _device(record.file, device, vendor, number)
            if device.is_root:
                yield from _chipset(record.file, device, vendor, number)
        yield from _subsystem(record.file, device, seen)


def _device(file: str, device: PciDevice, vendor: str, number: str) -> Iterator[Finding]:
    text = _text(vendor, number, device.name)
    row = pci.device(vendor, number, device.name)
    if row is not None:
        kind = Kind.CHIPSET if row.built else Kind.PCI
        yield _make(kind, file, device.line, text, Says(_S.PRESENT), row.machine, row.source)
        if row.hypervisor is not None:
            says = Says(_S.HYPERVISOR, row.hypervisor)
            yield _make(kind, file, device.line, text, says, row.strength, row.source)
    cloud = pci.cloud_device(vendor, number, device.name)
    if cloud is not None:
        says = Says(_S.CLOUD, cloud=cloud.cloud)
        yield _make(Kind.PCI, file, device.line, text, says, cloud.strength, cloud.source)


def _chipset(file: str, device: PciDevice, vendor: str, number: str) -> Iterator[Finding]:
    """Read the bridge to the processor: a maker's chip that nobody emulates is a real one."""
    maker = chip_maker(vendor, number, device.name)
    if maker is not None:
        text = f"the bridge to the processor: {_text(vendor, number, device.name)}"
        says = Says(_S.PHYSICAL, name=f"a board with {maker.name}'s chips")
        yield _make(Kind.CHIPSET, file, device.line, text, says, _CHIPSET, "pci.ids")


def _subsystem(file: str, device: PciDevice, seen: set[tuple[str, ...]]) -> Iterator[Finding]:
    ids = device.subsystem
    vendor, number = (ids.vendor, ids.device) if ids else ("", "")
    bridge = device.is_host_bridge
    key = ("subsystem", vendor, number, device.subsystem_name, str(bridge))
    if not device.subsystem_line or key in seen:
        return
    seen.add(key)
    text = f"subsystem {_text(vendor, number, device.subsystem_name)}"
    row = pci.subsystem(vendor, number, device.subsystem_name, bridge=bridge)
    if row is not None:
        for says, strength in (
            (Says(_S.PRESENT), row.machine),
            (Says(_S.HYPERVISOR, row.hypervisor), row.strength),
        ):
            line = device.subsystem_line
            yield _make(Kind.CHIPSET, file, line, text, says, strength, row.source)
    maker = pci.board_maker(vendor, device.subsystem_name) if bridge else None
    if maker is not None:
        says = Says(_S.PHYSICAL, name=maker.name)
        text = f"the host bridge's {text}"
        yield _make(Kind.CHIPSET, file, device.subsystem_line, text, says, 0.75, maker.source)


def _text(vendor: str, number: str, name: str) -> str:
    ids = f"[{vendor}:{number}]" if vendor else ""
    return " ".join(part for part in (name, ids) if part)


def _make(
    kind: Kind, file: str, line: int, text: str, says: Says, strength: float, source: str
) -> Finding:
    return Finding(kind, Witness.DEVICES, file, line, text, says, strength, source)
