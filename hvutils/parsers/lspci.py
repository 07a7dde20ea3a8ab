r"""Reads ``lspci`` in all its forms, and ``/proc/bus/pci/devices``.

The forms: plain, ``-n``, ``-nn``, with ``-k``, ``-v``, ``-D``, and the two for machines, ``-mm``
(one line a device) and ``-vmm`` (one line a field).

Schema of ``LspciRecord``: ``devices``, one ``PciDevice`` a device: its class (code and name), its
ids, its name, its subsystem's ids and name, the driver in use, and the lines they stand on. A form
without ids gives names, one without names gives ids.

    00:00.0 Host bridge [0600]: Intel Corporation 440FX [8086:1237] (rev 02)
            Subsystem: Red Hat, Inc. Qemu virtual machine [1af4:1100]
    00:00.0 0600: 8086:1237 (rev 02)
    00:00.0 "0600" "8086" "1237" -r02 "1af4" "1100"
    Slot:   00:00.0
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Record

__all__ = ["LspciRecord", "PciDevice", "PciId", "parse", "recognises"]

_SLOT = r"(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]"
_HEADING = re.compile(rf"^({_SLOT}) (\S.*)$")
_TAGGED = re.compile(r"^(Slot|Device|Class|Vendor|SVendor|SDevice|Driver):\t(.*)$")
_SLOT_ONLY = re.compile(rf"^{_SLOT}$")
_QUOTED = re.compile(r'"([^"]*)"|-\S+')
_PROC = re.compile(r"^([0-9a-f]{4})\t([0-9a-f]{4})([0-9a-f]{4})\t[0-9a-f]+\t")
# The ids end a line, but for the revision and the programming interface.
_IDS = re.compile(r"\[([0-9a-f]{4}):([0-9a-f]{4})\]")
_BARE_IDS = re.compile(r"^([0-9a-f]{4}):([0-9a-f]{4})\b")
_CODE = re.compile(r"^(?:Class )?([0-9a-f]{4})$", re.IGNORECASE)
_NAMED_CODE = re.compile(r"^(.*?) ?\[([0-9a-f]{4})\]$", re.IGNORECASE)
_REVISION = re.compile(r" \((?:rev [0-9a-f]+|prog-if [^)]*)\)")
_TAGS = "SDCV"
_BLANKS = "\t "
_PARTS = 8
_HEAD = 200


@dataclass(frozen=True)
class PciId:
    """A vendor's id and what it calls the device, each four hexadecimal digits, in lower case."""

    vendor: str
    device: str


@dataclass(frozen=True)
class PciDevice:
    """One device of the PCI bus; an empty string or None is what the form does not show."""

    line: int
    class_code: str = ""
    class_name: str = ""
    id: PciId | None = None
    name: str = ""
    subsystem: PciId | None = None
    subsystem_name: str = ""
    subsystem_line: int = 0
    driver: str = ""

    @property
    def is_host_bridge(self) -> bool:
        """Whether this is a host bridge, which stands for the machine's board."""
        return self.class_code == "0600" or self.class_name == "Host bridge"


@dataclass(frozen=True)
class LspciRecord(Record):
    """The devices of one listing."""

    devices: tuple[PciDevice, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is a listing of PCI devices, by a line that begins a device."""
    for line in file.lines[:_HEAD]:
        if _device(line, 1) is not None or ((tag := _TAGGED.match(line)) and _is_slot(tag)):
            return True
    return False


def _is_slot(tag: re.Match[str]) -> bool:
    # Before pciutils 3 the slot was tagged as the device; "Device" now is the device's name.
    return tag.group(1) in ("Slot", "Device") and bool(_SLOT_ONLY.match(tag.group(2).strip()))


def parse(file: ProbeFile) -> LspciRecord:
    """Read one listing of PCI devices.

    Args:
        file: the probe.

    Returns:
        The record, its devices in the order of the listing.
    """
    devices: list[PciDevice] = []
    for number, line in enumerate(file.lines, start=1):
        # A line's first character tells which form it can have: the ids are in lower case.
        first = line[:1]
        if first in _BLANKS:
            if devices and first:
                devices[-1] = _indented(devices[-1], line.strip(), number)
        elif first not in _TAGS:
            if (found := _device(line, number)) is not None:
                devices.append(found)
        elif tag := _TAGGED.match(line):
            if _is_slot(tag):
                devices.append(PciDevice(number))
            elif devices:
                devices[-1] = _tagged(devices[-1], tag.group(1), tag.group(2).strip(), number)
    return LspciRecord(file.name, tuple(devices))


def _device(line: str, number: int) -> PciDevice | None:
    """Read the line that begins a device, in any form but the tagged one."""
    if proc := _PROC.match(line):
        ids = PciId(proc.group(2), proc.group(3))
        driver = line.split("\t")[-1].strip() if line.count("\t") >= 17 else ""
        return PciDevice(number, id=ids, driver=driver)
    heading = _HEADING.match(line)
    if heading is None:
        return None
    rest = heading.group(2)
    if rest.startswith('"'):
        return _quoted(rest, number)
    kind, colon, name = rest.partition(": ")
    if not colon:
        return None
    code, class_name = _class(kind)
    if bare := _BARE_IDS.match(name):
        return PciDevice(number, code, class_name, PciId(bare.group(1), bare.group(2)))
    return PciDevice(number, code, class_name, _ids(name), _name(name))


def _class(text: str) -> tuple[str, str]:
    text = text.strip()
    if code := _CODE.match(text):
        return code.group(1).lower(), ""
    if named := _NAMED_CODE.match(text):
        return named.group(2).lower(), named.group(1)
    return "", text


def _ids(text: str) -> PciId | None:
    found = _IDS.findall(text)
    return PciId(*found[-1]) if found else None


def _name(text: str) -> str:
    name = _REVISION.sub("", text)
    ids = _ids(name)
    return (name[: name.rindex(f"[{ids.vendor}:{ids.device}]")] if ids else name).strip()


def _quoted(rest: str, number: int) -> PciDevice:
    parts = [match.group(1) for match in _QUOTED.finditer(rest) if match.group(1) is not None]
    parts = [*parts[:_PARTS], *[""] * _PARTS]
    code, class_name = _class(parts[0])
    vendor, device, subvendor, subdevice = (_class(part) for part in parts[1:5])
    return PciDevice(
        number,
        code,
        class_name,
        _pair(vendor[0], device[0]),
        f"{vendor[1]} {device[1]}".strip(),
        _pair(subvendor[0], subdevice[0]),
        f"{subvendor[1]} {subdevice[1]}".strip(),
        number,
    )


def _pair(vendor: str, device: str) -> PciId | None:
    return PciId(vendor, device) if vendor and device else None


def _tagged(device: PciDevice, label: str, value: str, number: int) -> PciDevice:
    code, name = _class(value)
    match label:
        case "Class":
            return replace(device, class_code=code, class_name=name)
        case "Driver":
            return replace(device, driver=value)
        case "Vendor":
            # The other half follows on the next line: until then it is not known.
            return replace(device, id=PciId(code, "") if code else None, name=name)
        case "Device":
            known = _pair(device.id.vendor if device.id else "", code)
            return replace(device, id=known, name=f"{device.name} {name}".strip())
        case "SVendor":
            half = PciId(code, "") if code else None
            return replace(device, subsystem=half, subsystem_name=name, subsystem_line=number)
        case _:
            both = _pair(device.subsystem.vendor if device.subsystem else "", code)
            named = f"{device.subsystem_name} {name}".strip()
            return replace(device, subsystem=both, subsystem_name=named)


def _indented(device: PciDevice, text: str, number: int) -> PciDevice:
    label, colon, value = text.partition(": ")
    if not colon:
        return device
    if label == "Subsystem":
        bare = _BARE_IDS.match(value)
        ids = PciId(bare.group(1), bare.group(2)) if bare else _ids(value)
        named = "" if bare else _name(value)
        return replace(device, subsystem=ids, subsystem_name=named, subsystem_line=number)
    if label == "Kernel driver in use":
        return replace(device, driver=value.strip())
    return device
