r"""Reads files of a device tree by their path: ``compatible``, ``model``, the hypervisor's node.

Schema of ``DeviceTreeRecord``: ``node``, the path in the tree; ``strings``, a ``Field`` a string.
The files hold strings that end in a zero byte.

What ``tr '\\0' '\\n'`` made of ``compatible`` has a string a line, and no path; it is known where a
table knows one of the strings.

    linux,dummy-virt\0
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record
from hvutils.tables.device_tree import TREE

__all__ = ["DeviceTreeRecord", "parse", "recognises"]

_ROOTS = ("device-tree/", "devicetree/base/", "device_tree_", "device-tree_")
_NODES = frozenset(
    ("compatible", "model", "hypervisor/compatible", "hmc-managed?", "ibm,partition-name")
)
_FW_CFG = re.compile(r"fw-cfg@[0-9a-f]{1,16}/compatible")
_COMPATIBLE = re.compile(r"[A-Za-z][\w-]{1,20},[\w.+-]{1,40}")
_MOST_LINES = 8
_NODES_SHORT = {"hypervisor_compatible": "hypervisor/compatible"}
_LONGEST = 4096


@dataclass(frozen=True)
class DeviceTreeRecord(Record):
    """The strings of one node."""

    node: str
    strings: tuple[Field, ...] = ()


def _node(name: str) -> str:
    path = name.removesuffix(".txt")
    for root in _ROOTS:
        at = path.rfind(root)
        if at >= 0:
            node = path[at + len(root) :]
            node = _NODES_SHORT.get(node, node)
            return node if node in _NODES or _FW_CFG.fullmatch(node) else ""
    return ""


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the files, by its path: the strings alone are too common."""
    return len(file.text) <= _LONGEST and bool(_node(file.name) or _is_listed(file))


def _is_listed(file: ProbeFile) -> bool:
    said = [line.strip().strip("\0") for line in file.lines if line.strip()]
    if not 0 < len(said) <= _MOST_LINES or not all(map(_COMPATIBLE.fullmatch, said)):
        return False
    known = tuple(row.text for row in TREE if "," in row.text)
    return any(line.startswith(known) for line in said)


def parse(file: ProbeFile) -> DeviceTreeRecord:
    """Read one file.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    found = [
        Field(part.strip(), number)
        for number, line in enumerate(file.lines, start=1)
        for part in line.split("\0")
        if part.strip()
    ]
    return DeviceTreeRecord(file.name, _node(file.name) or "compatible", tuple(found))
