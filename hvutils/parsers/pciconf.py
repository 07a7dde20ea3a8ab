r"""Reads ``pciconf -l`` and ``-lv``, FreeBSD's listing of PCI devices, into an ``LspciRecord``.

hostb0@pci0:0:0:0:  class=0x060000 rev=0x02 hdr=0x00 vendor=0x8086 device=0x1237 subvendor=…
hostb0@pci0:0:0:0:  class=0x060000 card=0x11001af4 chip=0x12378086 rev=0x02 hdr=0x00
"""

from __future__ import annotations

import re

from hvutils.captures import ProbeFile
from hvutils.parsers.lspci import LspciRecord, PciDevice, PciId

__all__ = ["parse", "recognises"]

_DEVICE = re.compile(
    r"^[a-z][\w-]{0,30}@pci\d{1,5}:(\d{1,3}):(\d{1,2}):(\d):\s+class=0x([0-9a-f]{4})[0-9a-f]{2} "
    r"(.{0,160})$"
)
_NUMBER = re.compile(r"\b(vendor|device|subvendor|subdevice|card|chip)=0x([0-9a-f]{4,8})\b")
_HEAD = 200


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is pciconf's listing, by a line that begins a device."""
    return "@pci" in file.text and any(_DEVICE.match(line) for line in file.head(_HEAD))


def parse(file: ProbeFile) -> LspciRecord:
    """Read one listing of PCI devices.

    Args:
        file: the probe.

    Returns:
        The record, its devices in the order of the listing.
    """
    found = []
    for number, line in enumerate(file.lines, start=1):
        if match := _DEVICE.match(line):
            bus, place, function = (int(part) for part in match.group(1, 2, 3))
            ids = dict(_NUMBER.findall(match.group(5)))
            found.append(
                PciDevice(
                    number,
                    class_code=match.group(4),
                    id=_pair(ids, "vendor", "device", "chip"),
                    subsystem=_pair(ids, "subvendor", "subdevice", "card"),
                    subsystem_line=number,
                    slot=f"{bus:02x}:{place:02x}.{function}",
                )
            )
    return LspciRecord(file.name, tuple(found))


def _pair(ids: dict[str, str], vendor: str, device: str, both: str) -> PciId | None:
    """Return two ids; older releases write them as one number, the vendor's behind."""
    if both in ids:
        return PciId(ids[both][4:], ids[both][:4])
    return PciId(ids[vendor], ids[device]) if vendor in ids and device in ids else None
