r"""Reads files of a device tree by their path: ``compatible``, ``model``, the hypervisor's node.

Schema of ``DeviceTreeRecord``: ``node``, the path in the tree; ``strings``, a ``Field`` a string.
The files hold strings that end in a zero byte.

    linux,dummy-virt\0
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record

__all__ = ["DeviceTreeRecord", "parse", "recognises"]

_ROOTS = ("device-tree/", "devicetree/base/", "device_tree_", "device-tree_")
_NODES = frozenset(("compatible", "model", "hypervisor/compatible", "hmc-managed?"))
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
            return node if node in _NODES else ""
    return ""


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the files, by its path: the strings alone are too common."""
    return bool(_node(file.name)) and len(file.text) <= _LONGEST


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
    return DeviceTreeRecord(file.name, _node(file.name), tuple(found))
