"""Reads what a hypervisor's own shell says: ESXi's version and listings, and running guests.

Schema of ``HostRecord``: ``probe``, which command this is; ``value``, a ``Field``: the product with
its version, the first guest that runs, or the first of what else is listed; ``None`` where none is.

    VMware ESXi 8.0.2 build-22380479
    Total running VMs: 1
    "web" {7c2e5b1a-2f4d-4a55-9d3e-6b1f0c9a8e77}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record

__all__ = ["HostProbe", "HostRecord", "parse", "recognises"]

_LINES = 200
_ESXI = re.compile(r"VMware ESXi? \d[\w. -]{0,80}")
_PRODUCT = re.compile(r"Product: (VMware ESXi?)")
_UNAME = re.compile(r"VMkernel \S{1,255} (\d[\d.]{0,20}) #1 SMP .{1,200} ESXi?")
_VMRUN = re.compile(r"Total running VMs: (\d{1,6})")
_VBOX = re.compile(r'"[^"]{1,255}" \{[0-9A-Fa-f-]{36}\}')
_NICS = re.compile(r"Name\s+PCI Device\s+Driver\s.{1,200}\sMAC Address\s+MTU\s+Description")
_NIC = re.compile(r"(vmnic\d{1,4})\s{1,20}\S.{0,300}")


class HostProbe(Enum):
    """The commands."""

    ESXI = "vmware -v, esxcli system version get, uname -a"
    ESXCLI_GUESTS = "esxcli vm process list"
    ESXCLI_NICS = "esxcli network nic list"
    ESXCLI_PLATFORM = "esxcli hardware platform get"
    ESXCLI_CPU = "esxcli hardware cpu global get"
    VMRUN = "vmrun list"
    VBOXMANAGE = "VBoxManage list runningvms"


@dataclass(frozen=True)
class HostRecord(Record):
    """What one of the commands says."""

    probe: HostProbe
    value: Field | None


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the commands' output, by its first line that says something."""
    return _read(file) is not None


def parse(file: ProbeFile) -> HostRecord:
    """Read one of the commands.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    return _read(file) or HostRecord(file.name, HostProbe.ESXI, None)


def _read(file: ProbeFile) -> HostRecord | None:
    lines = [(n, text.strip()) for n, text in enumerate(file.head(_LINES), 1) if text.strip()]
    if not lines:
        return None
    number, first = lines[0]
    if _ESXI.fullmatch(first):
        return HostRecord(file.name, HostProbe.ESXI, Field(first, number))
    if product := _PRODUCT.fullmatch(first):
        version = next((text[9:] for _, text in lines if text.startswith("Version: ")), "")
        name = f"{product[1]} {version}".strip()
        return HostRecord(file.name, HostProbe.ESXI, Field(name, number))
    if kernel := _UNAME.fullmatch(first):
        return HostRecord(file.name, HostProbe.ESXI, Field(f"VMware ESXi {kernel[1]}", number))
    if running := _VMRUN.fullmatch(first):
        guest = Field(first, number) if int(running[1]) else None
        return HostRecord(file.name, HostProbe.VMRUN, guest)
    if all(_VBOX.fullmatch(text) for _, text in lines):
        return HostRecord(file.name, HostProbe.VBOXMANAGE, Field(first, number))
    return _esxcli(file, lines)


def _esxcli(file: ProbeFile, lines: list[tuple[int, str]]) -> HostRecord | None:
    """Read a listing of ESXi's shell: its labels and their order are of no other command."""
    (_, first), rest = lines[0], lines[1:]
    labels = [text.partition(": ")[0] for _, text in rest]
    # A guest's block begins with its name, which is anybody's word.
    if labels[:3] == ["World ID", "Process ID", "VMX Cartel ID"]:
        return HostRecord(file.name, HostProbe.ESXCLI_GUESTS, Field(first, rest[0][0]))
    if _NICS.fullmatch(first):
        found = ((n, match[1]) for n, text in rest if (match := _NIC.fullmatch(text)))
        card = next((Field(name, n) for n, name in found), None)
        return HostRecord(file.name, HostProbe.ESXCLI_NICS, card)
    if first == "Platform Information" and "IPMI Supported" in labels and "Vendor Name" in labels:
        line, maker = rest[labels.index("Vendor Name")]
        return HostRecord(file.name, HostProbe.ESXCLI_PLATFORM, Field(maker, line))
    if first.startswith("CPU Packages: ") and "HV Support" in labels:
        line, support = rest[labels.index("HV Support")]
        return HostRecord(file.name, HostProbe.ESXCLI_CPU, Field(support, line))
    return None
