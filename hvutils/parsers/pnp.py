r"""Reads PCI devices out of Windows' Plug and Play ids, in whatever listing they stand.

``Get-CimInstance Win32_PnPEntity``, ``Get-PnpDevice``, ``pnputil`` and ``devcon`` print them. An
``LspciRecord``: the ids of each device and of its subsystem; names and classes are not read.

    PNPDeviceID  : PCI\VEN_15AD&DEV_0740&SUBSYS_074015AD&REV_10\3&18D45AA6&0&3F
"""

from __future__ import annotations

import re

from hvutils.captures import ProbeFile
from hvutils.parsers.lspci import LspciRecord, PciDevice, PciId

__all__ = ["parse", "recognises"]

_ID = re.compile(
    r"PCI\\VEN_([0-9A-F]{4})&DEV_([0-9A-F]{4})(?:&SUBSYS_([0-9A-F]{4})([0-9A-F]{4}))?",
    re.IGNORECASE,
)
_MOST = 2000


def recognises(file: ProbeFile) -> bool:
    """Tell whether such ids stand in the text."""
    return _ID.search(file.text) is not None


def parse(file: ProbeFile) -> LspciRecord:
    """Read the devices of one listing.

    Args:
        file: the probe.

    Returns:
        The record, its first 2000 devices in the order of the listing.
    """
    found: list[PciDevice] = []
    for number, line in enumerate(file.lines, start=1):
        match = _ID.search(line)
        if match is None:
            continue
        vendor, device, subdevice, subvendor = (part and part.lower() for part in match.groups())
        subsystem = PciId(subvendor, subdevice) if subvendor and subdevice else None
        found.append(
            PciDevice(
                number,
                id=PciId(vendor, device),
                subsystem=subsystem,
                subsystem_line=number if subsystem else 0,
            )
        )
        if len(found) >= _MOST:
            break
    return LspciRecord(file.name, tuple(found))
