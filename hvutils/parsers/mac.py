"""Reads MAC addresses out of ``ip link``, ``ip addr`` (old, new, -br, -d, -o) and ``ifconfig``.

Schema of ``MacRecord``: ``interfaces``, one ``Interface`` a hardware address: the interface's
name, the address in lower case with colons and two digits a byte, and its line.

    2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP
        link/ether 00:0c:29:5e:00:01 brd ff:ff:ff:ff:ff:ff
    eth0      Link encap:Ethernet  HWaddr 00:0C:29:5E:00:01
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Record

__all__ = ["Interface", "MacRecord", "parse", "recognises"]

# Solaris writes a byte without its leading zero.
_MAC = r"((?:[0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2})"
_ADDRESS = re.compile(r"(?:link/ether|HWaddr|\bether|\blladdr|\baddress:)\s+" + _MAC + r"(?![:\w])")
_BRIEF = re.compile(r"^([^\s:]+)\s+(?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT)\s+" + _MAC + r"(?!:)")
_IP_HEADING = re.compile(r"^\s*\d{1,6}:\s+([^\s:]{1,64}):\s")
_IFCONFIG_HEADING = re.compile(r"^([^\s:]{1,64})(?::\s|\s+Link encap)")
_HEAD = 2000


@dataclass(frozen=True)
class Interface:
    """One hardware address, and the interface that has it."""

    name: str
    mac: str
    line: int


@dataclass(frozen=True)
class MacRecord(Record):
    """The hardware addresses of one listing."""

    interfaces: tuple[Interface, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is a listing of interfaces: a heading and a hardware address."""
    head = file.lines[:_HEAD]
    if any(_BRIEF.match(line) for line in head):
        return True
    named = any(_IP_HEADING.match(line) or _IFCONFIG_HEADING.match(line) for line in head)
    return named and any(_ADDRESS.search(line) for line in head)


def parse(file: ProbeFile) -> MacRecord:
    """Read one listing of interfaces.

    Args:
        file: the probe.

    Returns:
        The record; ``macvlan0@eth0`` is named ``macvlan0``, and all-zero addresses are left out.
    """
    found: list[Interface] = []
    name = ""
    for number, line in enumerate(file.lines, start=1):
        if match := _BRIEF.match(line):
            _add(found, match.group(1), match.group(2), number)
            continue
        if heading := _IP_HEADING.match(line) or _IFCONFIG_HEADING.match(line):
            name = heading.group(1)
        if address := _ADDRESS.search(line):
            _add(found, name, address.group(1), number)
    return MacRecord(file.name, tuple(found))


def _add(found: list[Interface], name: str, text: str, number: int) -> None:
    mac = ":".join(byte.zfill(2) for byte in text.lower().split(":"))
    if mac != "00:00:00:00:00:00":
        found.append(Interface(name.split("@", 1)[0], mac, number))
