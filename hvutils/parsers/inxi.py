"""Reads ``inxi``: its sections Machine, Drives and Network.

A ``CompositeRecord`` of the strings, disks and addresses in it, and of inxi's own word (``Type``).

    Machine:   Type: Virtualbox System: innotek GmbH product: VirtualBox v: 1.2 serial: <filter>
               Mobo: Oracle model: VirtualBox v: 1.2 BIOS: innotek v: VirtualBox date: 12/01/2006
    Drives:    ID-1: /dev/sda vendor: VirtualBox model: VBOX HARDDISK size: 64.00 GiB
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hvutils.captures import ProbeFile
from hvutils.parsers.composite import CompositeRecord, dmi_part, interface, mac_part
from hvutils.parsers.disks import DisksRecord
from hvutils.parsers.record import Field, Record
from hvutils.parsers.tool_words import ToolRecord, ToolSaid
from hvutils.tables.dmi import DmiField
from hvutils.tables.tool_words import Tool

__all__ = ["parse", "recognises"]

_SECTION = re.compile(
    r"^\s{0,2}(System|Machine|CPU|Graphics|Network|Drives|Info|Partition):(?:\s|$)"
)
_KEY = re.compile(r"(?:^|\s)([A-Za-z][\w-]{0,15}(?: \[\w{1,10}\])?):(?=\s|$)")
_COLOURS = re.compile(r"\x03\d{0,2}|\x1b\[[\d;]{0,20}m")
_HEAD = 500
_LONGEST = 4000
_STRINGS = {
    "System": DmiField.SYS_VENDOR,
    "product": DmiField.PRODUCT_NAME,
    "Mobo": DmiField.BOARD_VENDOR,
    "model": DmiField.BOARD_NAME,
    "BIOS": DmiField.BIOS_VENDOR,
    "UEFI": DmiField.BIOS_VENDOR,
}


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is inxi: its section Machine with a key that it has, and another one."""
    if "Machine:" not in file.text:
        return False
    found = set()
    machine = False
    for line in file.head(_HEAD):
        line = _COLOURS.sub("", line[:_LONGEST])
        if match := _SECTION.match(line):
            found.add(match.group(1))
            if match.group(1) == "Machine":
                machine = True
    return machine and ("Type:" in file.text or "Mobo:" in file.text or len(found) > 1)


def parse(file: ProbeFile) -> CompositeRecord:
    """Read one inxi.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    strings: list[tuple[DmiField, str, int]] = []
    words: list[ToolSaid] = []
    disks: list[Field] = []
    macs = []
    vendor = name = ""
    for section, key, value, line in _pairs(file):
        if section == "Machine" and key == "Type":
            words.append(ToolSaid(value, line))
        elif section == "Machine" and (field := _STRINGS.get(key)):
            strings.append((field, value, line))
        elif section == "Drives" and key == "vendor":
            vendor = value
        elif section == "Drives" and key == "model":
            disks.append(Field(f"{vendor} {value}".strip(), line))
            vendor = ""
        elif section == "Network" and key.startswith("IF"):
            name = value
        elif section == "Network" and key == "mac":
            # A host has interfaces for its guests, which their names tell.
            macs.append(interface(name, value, line))
    made: list[Record] = list(dmi_part(file.name, strings))
    made.extend(mac_part(file.name, macs))
    if disks:
        made.append(DisksRecord(file.name, tuple(disks)))
    if words:
        made.append(ToolRecord(file.name, Tool.INXI, tuple(words)))
    return CompositeRecord(file.name, tuple(made))


def _pairs(file: ProbeFile) -> Iterator[tuple[str, str, str, int]]:
    """Yield section, key, value and line; several keys stand on one line."""
    section = ""
    for number, raw in enumerate(file.lines, start=1):
        line = _COLOURS.sub("", raw[:_LONGEST])
        if match := _SECTION.match(line):
            section = match.group(1)
            line = line[match.end() :]
        keys = list(_KEY.finditer(line))
        for at, match in enumerate(keys):
            end = keys[at + 1].start() if at + 1 < len(keys) else len(line)
            value = line[match.end() : end].strip()
            yield section, match.group(1).partition(" ")[0], value, number
