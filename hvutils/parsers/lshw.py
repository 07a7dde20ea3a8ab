"""Reads ``lshw``, as text and as JSON (``-json``).

A ``CompositeRecord``: the DMI strings of the system, its board and its firmware, and the
processor's flags, PCI devices, drivers, disks and addresses of the nodes below.

    web-01
        product: VirtualBox
        vendor: innotek GmbH
      *-core
         *-firmware
              vendor: innotek GmbH
    {"id": "web-01", "class": "system", "product": "VirtualBox", "vendor": "innotek GmbH"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hvutils.captures import ProbeFile
from hvutils.parsers.composite import CompositeRecord, dmi_part, interface, mac_part
from hvutils.parsers.cpuinfo import CpuinfoRecord
from hvutils.parsers.disks import DisksRecord
from hvutils.parsers.leaves import leaves
from hvutils.parsers.lspci import LspciRecord, PciDevice, PciId
from hvutils.parsers.modules import Module, ModulesRecord
from hvutils.parsers.record import Field, Record
from hvutils.tables.dmi import DmiField

__all__ = ["parse", "recognises"]

_NODE = re.compile(r"^\s{1,80}\*-([a-z][\w-]{0,40})(?::\d{1,6})?(?: DISABLED| UNCLAIMED)?\s*$")
_ATTRIBUTE = re.compile(r"^\s{1,84}([a-z][a-z ]{1,30}): (.*)$")
_JSON = re.compile(r'^\s*[\[{](?:\s*\{)?\s*"id"\s*:\s*"[^"\n]{0,200}",\s*"class"\s*:\s*"')
_IDS = re.compile(r" \[([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})\]$")
_DRIVER = re.compile(r"(?:^| )driver=([\w-]{1,40})")
# The SKU stands behind the product's name in brackets; a machine type of QEMU has blanks there.
_SKU = re.compile(r" \([\w./#+-]{0,40}\)$")
_NAMES = {"bus info": "businfo", "logical name": "logicalname", "physical id": "physid"}
_HEAD = 200


@dataclass
class _Node:
    """One device of the tree."""

    id: str
    values: dict[str, Field] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.values[name].value if name in self.values else ""


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is lshw: its tree of nodes, or JSON that begins as its does."""
    if _JSON.match(file.text[:1000]):
        return True
    if "*-" not in file.text:
        return False
    return sum(1 for line in file.head(_HEAD) if _NODE.match(line)) >= 2


def parse(file: ProbeFile) -> CompositeRecord:
    """Read one lshw.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    json = _JSON.match(file.text[:1000]) is not None
    nodes = tuple(_json_nodes(file.text) if json else _text_nodes(file))
    made: list[Record] = list(dmi_part(file.name, _strings(nodes)))
    made.extend(_processor(file.name, nodes))
    pci = tuple(_pci(nodes))
    if pci:
        made.append(LspciRecord(file.name, pci))
    drivers = {module.name: module for module in _drivers(nodes)}
    if drivers:
        made.append(ModulesRecord(file.name, tuple(drivers.values())))
    disks = tuple(_disks(nodes))
    if disks:
        made.append(DisksRecord(file.name, disks))
    macs = (
        interface(node.text("logicalname") or node.id, item.value, item.line)
        for node in nodes
        if node.id.startswith("network") and (item := node.values.get("serial"))
    )
    made.extend(mac_part(file.name, macs))
    return CompositeRecord(file.name, tuple(made))


def _text_nodes(file: ProbeFile) -> Iterator[_Node]:
    node = _Node("")
    for number, line in enumerate(file.lines, start=1):
        if match := _NODE.match(line):
            yield node
            node = _Node(match.group(1))
        elif match := _ATTRIBUTE.match(line):
            name = _NAMES.get(match.group(1), match.group(1))
            node.values.setdefault(name, Field(match.group(2).strip(), number))
    yield node


def _json_nodes(text: str) -> Iterator[_Node]:
    """Yield the nodes; a list or an object of a node becomes one text, as lshw's text has it."""
    found: dict[tuple[str, ...], _Node] = {}
    lists: dict[tuple[str, ...], list[str]] = {}
    for leaf in leaves(text):
        at = _depth(leaf.path)
        where, keys = leaf.path[:at], leaf.path[at:]
        node = found.setdefault(where, _Node(""))
        if keys == ("id",):
            # The first node is the system, whatever the host is called.
            node.id = leaf.value.partition(":")[0] if len(found) > 1 else ""
        elif len(keys) == 1:
            node.values.setdefault(keys[0], Field(leaf.value, leaf.line))
        elif len(keys) == 2:
            word = keys[1] if keys[0] == "capabilities" else f"{keys[1]}={leaf.value}"
            word = leaf.value if keys[1].isdigit() else word
            lists.setdefault((*where, keys[0]), []).append(word)
            node.values.setdefault(keys[0], Field("", leaf.line))
    for path, words in lists.items():
        node = found[path[:-1]]
        place = node.values[path[-1]].line
        node.values[path[-1]] = Field(" ".join(words), place)
    yield from found.values()


def _depth(path: tuple[str, ...]) -> int:
    """Return how many of the keys lead to the node: a place in a list of roots, then children."""
    at = 1 if path and path[0].isdigit() else 0
    while path[at : at + 1] == ("children",) and len(path) >= at + 2:
        at += 2
    return at


def _strings(nodes: Sequence[_Node]) -> Iterator[tuple[DmiField, str, int]]:
    wanted = {
        "": {"vendor": DmiField.SYS_VENDOR, "product": DmiField.PRODUCT_NAME},
        "core": {"vendor": DmiField.BOARD_VENDOR, "product": DmiField.BOARD_NAME},
        "firmware": {"vendor": DmiField.BIOS_VENDOR, "version": DmiField.BIOS_VERSION},
    }
    for number, node in enumerate(nodes):
        if node.id == "" and number:
            continue
        for name, string in wanted.get(node.id, {}).items():
            if item := node.values.get(name):
                yield string, _SKU.sub("", item.value), item.line


def _processor(file: str, nodes: Sequence[_Node]) -> Iterator[CpuinfoRecord]:
    for node in nodes:
        flags = node.values.get("capabilities")
        if node.id == "cpu" and flags and "fpu" in flags.value.split():
            yield CpuinfoRecord(file, flags=flags, x86=True)
            return


def _pci(nodes: Sequence[_Node]) -> Iterator[PciDevice]:
    for node in nodes:
        product = node.values.get("product")
        if product is None or not node.text("businfo").startswith("pci@"):
            continue
        ids = _IDS.search(product.value)
        vendor = _IDS.sub("", re.sub(r" \[[0-9A-Fa-f]{4}\]$", "", node.text("vendor")))
        name = f"{vendor} {_IDS.sub('', product.value)}".strip()
        known = PciId(ids.group(1).lower(), ids.group(2).lower()) if ids else None
        yield PciDevice(line=product.line, id=known, name=name)


def _drivers(nodes: Sequence[_Node]) -> Iterator[Module]:
    for node in nodes:
        item = node.values.get("configuration")
        if item is not None and (match := _DRIVER.search(item.value)):
            yield Module(match.group(1).replace("-", "_"), 0, (), item.line)


def _disks(nodes: Sequence[_Node]) -> Iterator[Field]:
    for node in nodes:
        product = node.values.get("product")
        if product is not None and node.id.startswith(("disk", "cdrom", "nvme", "namespace")):
            yield Field(f"{node.text('vendor')} {product.value}".strip(), product.line)
