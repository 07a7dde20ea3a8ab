"""Reads ``udevadm info --export-db``, and the DMI modalias alone (``modalias``, ``uevent``).

A ``CompositeRecord``: the DMI strings out of the modalias (a ``ModaliasRecord``, for the kernel
drops their blanks), the PCI devices, drivers, disks and addresses of the devices.

    E: MODALIAS=dmi:bvninnotekGmbH:bvrVirtualBox:bd12/01/2006:svninnotekGmbH:pnVirtualBox:
    E: MODALIAS=pci:v00001AF4d00001000sv00001AF4sd00000001bc02sc00i00
    E: DRIVER=virtio_net
    E: ID_MODEL=QEMU_HARDDISK
    E: ID_NET_NAME_MAC=enx525400aabb01
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.composite import CompositeRecord, interface, mac_part
from hvutils.parsers.disks import DisksRecord
from hvutils.parsers.dmi import DmiRecord, DmiValue
from hvutils.parsers.lspci import LspciRecord, PciDevice, PciId
from hvutils.parsers.modules import Module, ModulesRecord
from hvutils.parsers.record import Field, Record
from hvutils.tables.modalias import FIELDS, restore

__all__ = ["ModaliasRecord", "parse", "recognises"]

_DMI = re.compile(r"^(?:E: )?(?:MODALIAS=)?(dmi:bvn\S.*)$")
_PROPERTY = re.compile(r"^E: ([A-Z][A-Z0-9_]{0,60})=(.*)$")
_DEVICE = re.compile(r"^P: /devices/")
_PCI = re.compile(
    r"^pci:v0000([0-9A-F]{4})d0000([0-9A-F]{4})sv0000([0-9A-F]{4})sd0000([0-9A-F]{4})"
    r"bc([0-9A-F]{2})sc([0-9A-F]{2})"
)
_NET = re.compile(r"^enx([0-9a-f]{12})$")
_HEAD = 400


@dataclass(frozen=True)
class ModaliasRecord(DmiRecord):
    """DMI strings without their blanks: another probe's strings go before them."""


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is udev's database, or a DMI modalias."""
    if "dmi:bvn" not in file.text and "P: /devices/" not in file.text:
        return False
    head = file.head(_HEAD)
    if any(_DMI.match(line) for line in head[:10]):
        return True
    devices = sum(1 for line in head if _DEVICE.match(line))
    return devices >= 1 and any(_PROPERTY.match(line) for line in head)


def parse(file: ProbeFile) -> CompositeRecord:
    """Read udev's database.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record; of several modules of one name, the first counts.
    """
    made: list[Record] = []
    pci: list[PciDevice] = []
    drivers: dict[str, Module] = {}
    disks: list[Field] = []
    addresses = []
    for block in _blocks(file):
        alias = block.get("MODALIAS")
        if alias is not None and alias.value.startswith("dmi:"):
            made.append(ModaliasRecord(file.name, tuple(_strings(alias))))
        elif alias is not None and (device := _pci(alias)):
            pci.append(device)
        if driver := block.get("DRIVER"):
            name = driver.value.replace("-", "_")
            drivers.setdefault(name, Module(name, 0, (), driver.line))
        if model := block.get("ID_MODEL"):
            vendor = block.get("ID_VENDOR")
            words = f"{vendor.value if vendor else ''} {model.value}".replace("_", " ")
            disks.append(Field(" ".join(words.split()), model.line))
        net = block.get("ID_NET_NAME_MAC")
        if net is not None and (match := _NET.match(net.value)):
            digits = match.group(1)
            mac = ":".join(digits[at : at + 2] for at in range(0, 12, 2))
            name = block["INTERFACE"].value if "INTERFACE" in block else net.value
            addresses.append(interface(name, mac, net.line))
    if pci:
        made.append(LspciRecord(file.name, tuple(pci)))
    if drivers:
        made.append(ModulesRecord(file.name, tuple(drivers.values())))
    if disks:
        made.append(DisksRecord(file.name, tuple(disks)))
    made.extend(mac_part(file.name, addresses))
    return CompositeRecord(file.name, tuple(made))


def _blocks(file: ProbeFile) -> Iterator[dict[str, Field]]:
    """Yield the properties of each device; the modalias alone is a device too."""
    block: dict[str, Field] = {}
    for number, line in enumerate(file.lines, start=1):
        if match := _PROPERTY.match(line):
            block.setdefault(match.group(1), Field(match.group(2).strip(), number))
        elif match := _DMI.match(line):
            block.setdefault("MODALIAS", Field(match.group(1).strip(), number))
        elif block and (not line.strip() or line.startswith("P: ")):
            yield block
            block = {}
    if block:
        yield block


def _strings(alias: Field) -> Iterator[DmiValue]:
    for part in alias.value.removeprefix("dmi:").split(":"):
        for prefix, field in FIELDS:
            if part.startswith(prefix):
                if field is not None and len(part) > len(prefix):
                    yield DmiValue(field, restore(part[len(prefix) :]), alias.line)
                break


def _pci(alias: Field) -> PciDevice | None:
    match = _PCI.match(alias.value)
    if match is None:
        return None
    vendor, device, sub_vendor, sub_device, base, sub = match.group(0, 1, 2, 3, 4, 5, 6)[1:]
    named = sub_vendor != "0000"
    return PciDevice(
        line=alias.line,
        class_code=(base + sub).lower(),
        id=PciId(vendor.lower(), device.lower()),
        subsystem=PciId(sub_vendor.lower(), sub_device.lower()) if named else None,
        subsystem_line=alias.line if named else 0,
    )
