"""Reads objects of WMI: ``wmic``, ``Get-CimInstance``, ``Get-WmiObject``, ``Get-ComputerInfo``.

A ``CompositeRecord``: the DMI strings of Win32_ComputerSystem, Win32_BIOS, Win32_BaseBoard and
Win32_ComputerSystemProduct, the disks, the adapters, and a ``WmiRecord``: ``hypervisor``, whether
Windows sees one (``True`` or ``False``); ``acpi``, the first word of the BIOS' version, which is
the ACPI table's OEM id.

    Manufacturer      : VMware, Inc.          Manufacturer=VMware, Inc.
    Model             : VMware7,1             Model=VMware7,1
    HypervisorPresent : True                  HypervisorPresent=TRUE
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.adapters import Adapter, AdaptersRecord
from hvutils.parsers.composite import CompositeRecord, dmi_part, interface
from hvutils.parsers.disks import DisksRecord
from hvutils.parsers.objects import Properties, objects
from hvutils.parsers.record import Field, Record
from hvutils.tables.dmi import DmiField

__all__ = ["WmiRecord", "parse", "recognises"]

_F = DmiField
# The end of a property that is read, and what follows it in one of the forms: most files end their
# reading here. Words are found much faster than a pattern of all of them.
_WORDS = ("anufacturer", "odel", "endor", "resent", "ersion", "roduct", "ddress")
_BEHIND = re.compile(r" {0,60} :|=|  |,|\"|[ \r]{0,9}$", re.MULTILINE)
_FAR = 50_000
_LONGEST = 4000
_ACPI = re.compile(r"^(\w{3,6}) *- +[0-9a-fA-F]{1,8}$")

_SYSTEM = {
    "manufacturer": _F.SYS_VENDOR,
    "model": _F.PRODUCT_NAME,
    "systemfamily": _F.PRODUCT_FAMILY,
}
_BIOS = {
    "manufacturer": _F.BIOS_VENDOR,
    "smbiosbiosversion": _F.BIOS_VERSION,
    "serialnumber": _F.PRODUCT_SERIAL,
}
_BOARD = {"manufacturer": _F.BOARD_VENDOR, "product": _F.BOARD_NAME}
_PRODUCT = {
    "vendor": _F.SYS_VENDOR,
    "name": _F.PRODUCT_NAME,
    "version": _F.PRODUCT_VERSION,
    "identifyingnumber": _F.PRODUCT_SERIAL,
    "uuid": _F.PRODUCT_UUID,
}
# Get-ComputerInfo puts several objects into one, with prefixes.
_INFO = {
    "csmanufacturer": _F.SYS_VENDOR,
    "csmodel": _F.PRODUCT_NAME,
    "cssystemfamily": _F.PRODUCT_FAMILY,
    "biosmanufacturer": _F.BIOS_VENDOR,
    "biossmbiosbiosversion": _F.BIOS_VERSION,
    "biosserialnumber": _F.PRODUCT_SERIAL,
}
_PRESENT = ("hypervisorpresent", "cshypervisorpresent")
# Properties of objects that have a manufacturer and a model, or a version, of their own.
_DISK = frozenset(("interfacetype", "mediatype", "partitions", "bytespersector"))
_OTHERS = frozenset(
    (
        *("buildnumber", "osarchitecture", "numberofcores", "maxclockspeed", "drivername"),
        *("classguid", "adaptertype", "videoprocessor", "pnpclass", "banklabel"),
        *("speed", "providername", "packagename", "driverversion"),
    )
)


@dataclass(frozen=True)
class WmiRecord(Record):
    """What Windows itself says of a hypervisor, and the ACPI table's OEM id."""

    hypervisor: Field | None = None
    acpi: Field | None = None


def recognises(file: ProbeFile) -> bool:
    """Tell whether these are WMI's objects: by properties that stand together in one class."""
    if not any(_has_property(file.text, word) for word in _WORDS):
        return False
    return any(_class(item, file.name) for item in objects(file))


def _has_property(text: str, word: str) -> bool:
    at = text.find(word, 0, _FAR)
    while at >= 0:
        behind = _BEHIND.match(text, at + len(word))
        if behind and (behind.group().strip(" \r") or _ends_heading(text, at)):
            return True
        at = text.find(word, at + 1, _FAR)
    return False


def _ends_heading(text: str, at: int) -> bool:
    """Tell whether a line can be a table's heading: one word, or words two blanks apart."""
    begin = text.rfind("\n", 0, at) + 1
    line = text[max(begin, at - _LONGEST) : at].strip()
    return ":" not in line and (" " not in line or "  " in line or "," in line)


def _class(item: Properties, name: str) -> str:
    """Return the class that an object's properties show, or an empty string."""
    keys = item.keys()
    if "computersystem" in name.lower() and keys <= _SYSTEM.keys():
        # `wmic computersystem get model` has no second property to tell it by.
        return "system"
    found = ""
    if keys & _INFO.keys() or keys & set(_PRESENT):
        found = "info" if keys & _INFO.keys() else "system"
    elif keys & _DISK and "model" in keys:
        found = "disk"
    elif "macaddress" in keys and keys & {"description", "name", "interfacedescription"}:
        found = "adapter"
    elif keys & _OTHERS:
        found = ""
    elif "smbiosbiosversion" in keys or _is_bios_version(item):
        found = "bios"
    elif {"manufacturer", "model"} <= keys:
        found = "system"
    elif {"manufacturer", "product"} <= keys:
        found = "board"
    elif {"vendor", "name"} <= keys and keys & {"identifyingnumber", "uuid", "version"}:
        found = "product"
    return found


def _is_bios_version(item: Properties) -> bool:
    version = item.get("version") or item.get("biosversion")
    return version is not None and bool(_ACPI.match(version.value)) and "manufacturer" in item


_STRINGS = {
    "system": _SYSTEM,
    "info": _INFO,
    "bios": _BIOS,
    "board": _BOARD,
    "product": _PRODUCT,
}


def parse(file: ProbeFile) -> CompositeRecord:
    """Read WMI's objects.

    Args:
        file: the probe.

    Returns:
        The record.
    """
    named = [(_class(item, file.name), item) for item in objects(file)]
    # Win32_ComputerSystem and Win32_ComputerSystemProduct repeat each other: the former first.
    named.sort(key=lambda pair: pair[0] == "product")
    made: list[Record] = list(dmi_part(file.name, _strings(named)))
    made.extend(_said(file.name, named))
    disks = tuple(_disks(named))
    if disks:
        made.append(DisksRecord(file.name, disks))
    adapters = tuple(_adapters(named))
    if adapters:
        made.append(AdaptersRecord(file.name, adapters))
    return CompositeRecord(file.name, tuple(made))


def _strings(named: Sequence[tuple[str, Properties]]) -> Iterator[tuple[DmiField, str, int]]:
    for kind, item in named:
        for key, field in _STRINGS.get(kind, {}).items():
            if key in item:
                yield field, item[key].value, item[key].line


def _said(file: str, named: Sequence[tuple[str, Properties]]) -> Iterator[WmiRecord]:
    hypervisor = acpi = None
    for kind, item in named:
        for key in _PRESENT:
            if key in item and item[key].value.lower() in ("true", "false"):
                hypervisor = hypervisor or item[key]
        key = "biosversion" if kind == "info" else "version"
        version = item.get(key) or item.get("biosversion")
        if kind in ("bios", "info") and version and (match := _ACPI.match(version.value)):
            acpi = acpi or Field(match.group(1), version.line)
    if hypervisor or acpi:
        yield WmiRecord(file, hypervisor, acpi)


def _disks(named: Sequence[tuple[str, Properties]]) -> Iterator[Field]:
    for kind, item in named:
        # A mounted image has this model on any machine, and so on physical ones.
        if kind == "disk" and "Msft Virtual Disk" not in item["model"].value:
            yield item["model"]


def _adapters(named: Sequence[tuple[str, Properties]]) -> Iterator[Adapter]:
    for kind, item in named:
        if kind != "adapter":
            continue
        what = item.get("interfacedescription") or item.get("description") or item["name"]
        name = item.get("netconnectionid") or item.get("name") or what
        found = interface(name.value, item["macaddress"].value, item["macaddress"].line)
        yield Adapter(name.value, what, found)
