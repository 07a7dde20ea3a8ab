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
_TAGGED = re.compile(r"^(Slot|Device):\t(.*)$")
_SLOTS = ("Slot", "Device")
_SLOT_ONLY = re.compile(rf"^{_SLOT}$")
_QUOTED = re.compile(r'"([^"]*)"|-\S+')
_PROC = re.compile(r"^([0-9a-f]{4})\t([0-9a-f]{4})([0-9a-f]{4})\t[0-9a-f]+\t")
# The ids end a line, but for the revision and the programming interface.
_IDS = re.compile(r"\[([0-9a-f]{4}):([0-9a-f]{4})\]")
_BARE_IDS = re.compile(r"^([0-9a-f]{4}):([0-9a-f]{4})\b")
_CODE = re.compile(r"^(?:Class )?([0-9a-f]{4})$", re.IGNORECASE)
_HEX = "0123456789abcdefABCDEF"
_REVISION = re.compile(r" \((?:rev [0-9a-f]+|prog-if [^)]*)\)")
_NOTHING = "", ""
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
    slot: str = ""

    @property
    def is_host_bridge(self) -> bool:
        """Whether this is a host bridge, which stands for the machine's board."""
        return self.class_code == "0600" or self.class_name == "Host bridge"

    @property
    def is_root(self) -> bool:
        """Whether this joins the bus to the processor: a host bridge, or what stands first.

        On Arm and RISC-V that is a root port. A listing without classes is known by the place.
        """
        first = self.slot.removeprefix("0000:") == "00:00.0"
        bridge = self.class_code == "0604" or self.class_name == "PCI bridge"
        return self.is_host_bridge or (first and (bridge or not self.class_code + self.class_name))


@dataclass(frozen=True)
class LspciRecord(Record):
    """The devices of one listing."""

    devices: tuple[PciDevice, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is a listing of PCI devices, by a line that begins a device."""
    for line in file.head(_HEAD):
        if _device(line, 1) is not None or ((tag := _TAGGED.match(line)) and _is_slot(tag)):
            return True
    return False


def _is_slot(tag: re.Match[str]) -> bool:
    # Before pciutils 3 the slot was tagged as the device; "Device" now is the device's name.
    return bool(_SLOT_ONLY.match(tag.group(2).strip()))


def parse(file: ProbeFile) -> LspciRecord:
    """Read one listing of PCI devices.

    Args:
        file: the probe.

    Returns:
        The record, its devices in the order of the listing.
    """
    devices: list[PciDevice] = []
    tags: dict[str, str] = {}
    first_line = subsystem_line = 0
    for number, line in enumerate(file.lines, start=1):
        # A line's first character tells which form it can have: the ids are in lower case.
        first = line[:1]
        if not first:
            continue
        found = None
        if first in _TAGS:
            label, _, value = line.partition(":\t")
            # A slot has a point; the names of few devices have one.
            if label not in _SLOTS or "." not in value or not _SLOT_ONLY.match(value.strip()):
                if tags:
                    tags[label] = value
                    if label == "SVendor":
                        subsystem_line = number
                continue
        elif first not in _BLANKS and (found := _device(line, number)) is None:
            continue
        if tags:
            devices.append(_tagged(tags, first_line, subsystem_line))
            tags = {}
        if first in _TAGS:
            tags, first_line, subsystem_line = {"at": value.strip()}, number, 0
        elif found is not None:
            devices.append(found)
        elif devices:
            devices[-1] = _indented(devices[-1], line.strip(), number)
    if tags:
        devices.append(_tagged(tags, first_line, subsystem_line))
    return LspciRecord(file.name, tuple(devices))


def _device(line: str, number: int) -> PciDevice | None:
    """Read the line that begins a device, in any form but the tagged one."""
    if proc := _PROC.match(line):
        ids = PciId(proc.group(2), proc.group(3))
        driver = line.split("\t")[-1].strip() if line.count("\t") >= 17 else ""
        # The bus, then the device and its function in five bits and three.
        place = int(proc.group(1), 16)
        slot = f"{place >> 8:02x}:{place >> 3 & 31:02x}.{place & 7}"
        return PciDevice(number, id=ids, driver=driver, slot=slot)
    heading = _HEADING.match(line)
    if heading is None:
        return None
    rest = heading.group(2)
    if rest.startswith('"'):
        return replace(_quoted(rest, number), slot=heading.group(1))
    kind, colon, name = rest.partition(": ")
    if not colon:
        return None
    code, class_name = _class(kind)
    if bare := _BARE_IDS.match(name):
        alone = PciId(bare.group(1), bare.group(2))
        return PciDevice(number, code, class_name, alone, slot=heading.group(1))
    return PciDevice(number, code, class_name, _ids(name), _name(name), slot=heading.group(1))


def _class(text: str) -> tuple[str, str]:
    text = text.strip()
    # "Host bridge [0600]", "0600", "Class 0600", or a name alone.
    if text[-6:-5] == "[" and text[-1] == "]" and not (code := text[-5:-1]).strip(_HEX):
        return code.lower(), text[:-6].rstrip(" ")
    if len(text) in (4, 10) and (bare := _CODE.match(text)):
        return bare.group(1).lower(), ""
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


def _tagged(tags: dict[str, str], line: int, subsystem_line: int) -> PciDevice:
    code, kind = _class(tags["Class"]) if "Class" in tags else _NOTHING
    ids, name = _halves(tags.get("Vendor", ""), tags.get("Device", ""))
    driver = tags["Driver"].strip() if "Driver" in tags else ""
    if not subsystem_line:
        return PciDevice(line, code, kind, ids, name, driver=driver, slot=tags["at"])
    below, sub = _halves(tags["SVendor"], tags.get("SDevice", ""))
    return PciDevice(line, code, kind, ids, name, below, sub, subsystem_line, driver, tags["at"])


def _halves(vendor: str, device: str) -> tuple[PciId | None, str]:
    vendor_code, vendor_name = _class(vendor)
    device_code, device_name = _class(device)
    name = f"{vendor_name} {device_name}".strip()
    return (PciId(vendor_code, device_code) if vendor_code and device_code else None), name


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
