"""Reads MAC addresses out of ``ip link``, ``ip addr`` (old, new, -br, -d, -o, -j) and ``ifconfig``.

Schema of ``MacRecord``: ``interfaces``, one ``Interface`` a hardware address: the interface's
name, the address in lower case with colons and two digits a byte, and its line; ``names``: the
interfaces that are listed without one. An address that a card was made with (``permaddr``) comes
beside the one that it has now. What a host gives to its guests (``vf 0``) is not its own.

    2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP
        link/ether 00:0c:29:5e:00:01 brd ff:ff:ff:ff:ff:ff
    eth0      Link encap:Ethernet  HWaddr 00:0C:29:5E:00:01
    [{"ifindex":2,"ifname":"eth0","link_type":"ether","address":"00:0c:29:5e:00:01"}]
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hvutils.captures import ProbeFile
from hvutils.parsers.leaves import leaves
from hvutils.parsers.record import Field, Record

__all__ = ["Interface", "MacRecord", "parse", "recognises"]

# Solaris writes a byte without its leading zero; an InfiniBand address has twenty bytes.
_MAC = r"((?:[0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2})(?![:\w])"
# A table of neighbours has "ether" and "lladdr" too, but not at the beginning of its lines.
_ADDRESS = re.compile(r"(?:link/ether|HWaddr|^\s*(?:ether|lladdr|hwaddr|address:))\s+" + _MAC)
_PERMANENT = re.compile(r"\bpermaddr\s+" + _MAC)
_STATES = "UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT|TESTING"
_BRIEF = re.compile(rf"^([^\s:]{{1,64}})\s+(?:{_STATES})\s+" + _MAC)
_BRIEF_BARE = re.compile(rf"^([^\s:]{{1,64}})\s+(?:{_STATES})(?:\s+[0-9a-fA-F.:]{{2,45}}/\d|\s*$)")
_IP_HEADING = re.compile(r"^\s*\d{1,6}:\s+([^\s:]{1,64}):\s")
_IFCONFIG_HEADING = re.compile(r"^([^\s:]{1,64})(?::\s|\s+Link encap)")
# net-tools before 2.0 translates the words around, but no name of a protocol.
_OLD = re.compile(
    r"^([^\s:]{1,64})(?::\d{1,5})?\s{1,20}[^:]{1,40}:Ethernet\s{1,8}[^:]{1,40}\s" + _MAC + r"\s*$"
)
# These headings are an interface's beyond doubt, with an address below or without.
_CERTAIN = re.compile(r"^(?:\s*\d{1,6}:\s+[^\s:]{1,64}:\s+<|[^\s:]{1,64}: flags=[0-9a-f,]{1,24}<)")
_NAMES_ONLY = re.compile(r"(?:[a-z]{1,12}\d{1,4} )*lo\d?(?: [a-z]{1,12}\d{1,4})*")
_NOTHING = "00:00:00:00:00:00"
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
    names: tuple[Field, ...] = ()


@dataclass
class _Listing:
    """What is found on the way through a listing."""

    found: dict[tuple[str, str], Interface] = field(default_factory=dict)
    names: dict[str, Field] = field(default_factory=dict)
    name: str = ""

    def begin(self, name: str, line: int) -> None:
        self.name = name.split("@", 1)[0]
        self.names.setdefault(self.name, Field(self.name, line))

    def add(self, text: str, line: int) -> None:
        mac = ":".join(byte.zfill(2) for byte in text.lower().split(":"))
        if mac != _NOTHING:
            self.found.setdefault((self.name, mac), Interface(self.name, mac, line))

    def record(self, file: ProbeFile) -> MacRecord:
        addressed = {name for name, _ in self.found}
        bare = tuple(item for name, item in self.names.items() if name not in addressed)
        return MacRecord(file.name, tuple(self.found.values()), bare)


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is a listing of interfaces: by its headings, with addresses or without."""
    if _is_json(file):
        return True
    head = file.head(_HEAD)
    if any(_CERTAIN.match(line) or _BRIEF.match(line) or _OLD.match(line) for line in head):
        return True
    said = [line for line in head if line.strip()]
    if said and all(_BRIEF_BARE.match(line) for line in said):
        return True
    if len(said) == 1 and " " in said[0].strip() and len(said[0]) < 2000:
        return _NAMES_ONLY.fullmatch(" ".join(said[0].split())) is not None
    named = any(_IP_HEADING.match(line) or _IFCONFIG_HEADING.match(line) for line in head)
    return named and any(_ADDRESS.search(line) for line in head)


def _is_json(file: ProbeFile) -> bool:
    head = file.text[:4000].lstrip(" \t\r\n\ufeff")
    return (
        head.startswith("[")
        and '"ifname"' in head
        and ('"ifindex"' in head or '"operstate"' in head)
    )


def parse(file: ProbeFile) -> MacRecord:
    """Read one listing of interfaces.

    Args:
        file: the probe.

    Returns:
        The record; ``macvlan0@eth0`` is named ``macvlan0``, and all-zero addresses are left out.
    """
    listing = _Listing()
    if _is_json(file):
        _read_json(file, listing)
        return listing.record(file)
    for number, line in enumerate(file.lines, start=1):
        if match := _BRIEF.match(line) or _OLD.match(line):
            listing.begin(match.group(1), number)
            listing.add(match.group(2), number)
            continue
        heading = (
            _IP_HEADING.match(line) or _IFCONFIG_HEADING.match(line) or _BRIEF_BARE.match(line)
        )
        if heading:
            listing.begin(heading.group(1), number)
        # A virtual function's address is made for a guest of this machine.
        if line.lstrip().startswith("vf "):
            continue
        for pattern in (_ADDRESS, _PERMANENT):
            if address := pattern.search(line):
                listing.add(address.group(1), number)
    return listing.record(file)


def _read_json(file: ProbeFile, listing: _Listing) -> None:
    """Read ``ip -j``; an address below another key is a virtual function's, or a route's."""
    exact = re.compile(_MAC)
    for leaf in leaves(file.text):
        if len(leaf.path) != 2:
            continue
        if leaf.path[1] == "ifname":
            listing.begin(leaf.value, leaf.line)
        elif leaf.path[1] in ("address", "permaddr") and exact.fullmatch(leaf.value):
            listing.add(leaf.value, leaf.line)
