r"""Reads ``lshw -short`` and ``lshw -businfo``, a line a device in columns.

A ``CompositeRecord``: the system's product, the processor's name, PCI devices by their names, and
the models of disks. The columns stand where the heading has them; lshw shows no makers.

    H/W path        Device    Class      Description
    ================================================
                              system     VirtualBox
    /0/100/2                  display    VirtualBox Graphics Adapter
    /0/100/d/0      /dev/sda  disk       42GB VBOX HARDDISK
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.composite import CompositeRecord, dmi_part
from hvutils.parsers.cpuinfo import CpuinfoRecord
from hvutils.parsers.disks import DisksRecord
from hvutils.parsers.lspci import LspciRecord, PciDevice
from hvutils.parsers.record import Field, Record
from hvutils.tables.dmi import DmiField
from hvutils.tables.pci import with_maker

__all__ = ["parse", "recognises"]

_HEADING = re.compile(
    r"^\s{0,8}(?:H/W path|Bus info) +Device +(?=Class +Description\s*$)", re.MULTILINE
)
_FAR = 2000
_MOST = 5000
# In the tree of devices 100 is the first bridge to PCI; below it stand the bus' devices.
_PCI = re.compile(r"^(?:/0/1[0-9a-f]{2}(?:/|$)|pci@)")
_DISK_SIZE = re.compile(r"^\d{1,6}(?:\.\d{1,3})?[KMGTP]i?B ")
_SKU = re.compile(r" \([\w./#+-]{0,40}\)$")


@dataclass(frozen=True)
class _Row:
    """One device: where it is, its class, what it is called, and its line."""

    place: str
    kind: str
    text: str
    line: int


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the tables, by its heading."""
    return _HEADING.search(file.text, 0, _FAR) is not None


def parse(file: ProbeFile) -> CompositeRecord:
    """Read one table.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    rows = tuple(_rows(file))
    system = next((row for row in rows if row.kind == "system"), None)
    strings = [(DmiField.PRODUCT_NAME, _SKU.sub("", system.text), system.line)] if system else []
    made: list[Record] = list(dmi_part(file.name, strings))
    processor = next((row for row in rows if row.kind == "processor"), None)
    if processor is not None:
        made.append(CpuinfoRecord(file.name, model_name=Field(processor.text, processor.line)))
    pci = tuple(
        PciDevice(row.line, name=with_maker(row.text))
        for row in rows
        if _PCI.match(row.place) and row.kind not in ("disk", "volume", "system", "processor")
    )
    if pci:
        made.append(LspciRecord(file.name, pci))
    disks = tuple(
        Field(_DISK_SIZE.sub("", row.text), row.line) for row in rows if row.kind == "disk"
    )
    if disks:
        made.append(DisksRecord(file.name, disks))
    return CompositeRecord(file.name, tuple(made))


def _rows(file: ProbeFile) -> Iterator[_Row]:
    at: int | None = None
    for number, line in enumerate(file.head(_MOST), start=1):
        if heading := _HEADING.match(line):
            at = heading.end()
        elif at is not None and len(line) > at:
            kind, _, text = line[at:].strip().partition(" ")
            place = line[:at].split(None, 1)
            if kind and text and line[at - 1] == " ":
                yield _Row(place[0] if place else "", kind, text.strip(), number)
