r"""Reads disks as ``smartctl -i``, ``hdparm -I``, ``udisksctl info``, ``wmic diskdrive`` show them.

A ``DisksRecord``: vendor and model of each disk. A disk of virtio has no model; where the listing
names it, it stands by its name.

    Vendor:               VMware
    Product:              Virtual disk
    Device Model:     QEMU HARDDISK
            Model Number:       VBOX HARDDISK
        PreferredDevice:            /dev/vda
    Model=VMware Virtual disk SCSI Disk Device
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hvutils.captures import ProbeFile
from hvutils.parsers.disks import DisksRecord
from hvutils.parsers.record import Field

__all__ = ["parse", "recognises"]

# A line that only these programs print.
_MARKS = (
    "=== START OF INFORMATION SECTION ===",
    "ATA device, with ",
    "org.freedesktop.UDisks2.",
)
_PAIR = re.compile(
    r"^\s{0,12}(Vendor|Product|Device Model|Model Number|Model|Disk model): {1,40}(\S.{0,100})$"
)
_DEVICE = re.compile(r"^\s{0,12}PreferredDevice: {1,40}/dev/((?:xvd|vd)[a-z]\d{0,3})$")
_WMIC = re.compile(r"^(?:Model|Caption) {0,20}[=:] {0,2}(\S.{0,80} Disk Device)$")
_SCSI = ("Vendor", "Product")


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the forms, by a line that only they have."""
    if any(mark in file.text for mark in _MARKS):
        return True
    return " Disk Device" in file.text and any(_WMIC.match(line.strip()) for line in file.lines)


def parse(file: ProbeFile) -> DisksRecord:
    """Read one listing of disks.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    return DisksRecord(file.name, tuple(_models(file)))


def _models(file: ProbeFile) -> Iterator[Field]:
    vendor = ""
    for number, line in enumerate(file.lines, start=1):
        if match := _PAIR.match(line):
            label, value = match.group(1), " ".join(match.group(2).split())
            if label == "Vendor":
                vendor = value
                continue
            # SCSI has the maker in a line of its own, before the product.
            whole = f"{vendor} {value}" if label in _SCSI and vendor else value
            vendor = ""
            yield Field(whole, number)
        elif match := _DEVICE.match(line) or _WMIC.match(line.strip()):
            yield Field(match.group(1), number)
