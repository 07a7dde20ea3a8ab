"""Reads what other tools concluded: ``virt-what`` and ``hostnamectl``.

Schema of ``ToolRecord``: ``tool``; ``words``, one ``ToolSaid`` a word: the word, whether the tool
says that it is the host of such guests, and its line. ``hostnamectl`` gives a ``CompositeRecord``:
systemd's own word, the chassis, and the firmware's strings that newer versions print.

    xen
    xen-hvm
    aws
          Chassis: vm
       Virtualization: kvm
      Hardware Vendor: QEMU
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.composite import CompositeRecord, dmi_part
from hvutils.parsers.detect_virt import DetectVirtRecord
from hvutils.parsers.record import Field, Record, split_label
from hvutils.tables.dmi import DmiField
from hvutils.tables.tool_words import Tool, words_of

__all__ = [
    "ToolRecord",
    "ToolSaid",
    "parse_hostnamectl",
    "parse_virt_what",
    "recognises_hostnamectl",
    "recognises_virt_what",
]

_LONGEST = 400
_WORDS = words_of(Tool.VIRT_WHAT)
_NAMED = re.compile(r"virt[-_]what")
# systemd-detect-virt prints these too: one of them alone is its word, unless the name tells.
_SHARED = frozenset(
    ("bhyve", "docker", "kvm", "lxc", "openvz", "parallels", "podman", "qemu", "uml", "vmware")
) | {"xen"}
_HOSTNAMECTL = frozenset(("Static hostname", "Transient hostname", "Icon name", "Machine ID"))
_FIRMWARE = {
    "Hardware Vendor": DmiField.SYS_VENDOR,
    "Hardware Model": DmiField.PRODUCT_NAME,
    "Firmware Version": DmiField.BIOS_VERSION,
}


@dataclass(frozen=True)
class ToolSaid:
    """One word of a tool, and whether it says so of a host."""

    word: str
    line: int
    host: bool = False


@dataclass(frozen=True)
class ToolRecord(Record):
    """What one tool concluded."""

    tool: Tool
    words: tuple[ToolSaid, ...] = ()


def recognises_virt_what(file: ProbeFile) -> bool:
    """Tell whether this is virt-what: words of its own and nothing else."""
    if len(file.text) > _LONGEST:
        return False
    words = file.text.split()
    if not words or not _WORDS.issuperset(words) or any(" " in line for line in file.lines):
        return False
    named = _NAMED.search(file.name.lower().rpartition("/")[2])
    return bool(named) or len(words) > 1 or not _SHARED.issuperset(words)


def parse_virt_what(file: ProbeFile) -> ToolRecord:
    """Read virt-what's words.

    Args:
        file: the probe, one that ``recognises_virt_what`` accepts.

    Returns:
        The record.
    """
    found = (ToolSaid(line.strip(), number) for number, line in enumerate(file.lines, start=1))
    return ToolRecord(file.name, Tool.VIRT_WHAT, tuple(item for item in found if item.word))


def recognises_hostnamectl(file: ProbeFile) -> bool:
    """Tell whether this is hostnamectl, by two of its labels."""
    if "hostname" not in file.text and "Icon name" not in file.text:
        return False
    labels = {parts[0] for line in file.head(30) if (parts := split_label(line))}
    return len(labels & _HOSTNAMECTL) >= 2


def parse_hostnamectl(file: ProbeFile) -> CompositeRecord:
    """Read hostnamectl.

    Args:
        file: the probe, one that ``recognises_hostnamectl`` accepts.

    Returns:
        The record.
    """
    found: dict[str, Field] = {}
    for number, line in enumerate(file.head(100), start=1):
        parts = split_label(line)
        if parts is not None:
            found.setdefault(parts[0], Field(parts[1], number))
    made: list[Record] = []
    word, chassis = found.get("Virtualization"), found.get("Chassis")
    if word is not None:
        made.append(DetectVirtRecord(file.name, word))
    if chassis is not None and chassis.value:
        # Newer versions print a picture behind the word.
        said = ToolSaid(chassis.value.split()[0], chassis.line)
        made.append(ToolRecord(file.name, Tool.HOSTNAMECTL, (said,)))
    strings = ((field, found.get(label)) for label, field in _FIRMWARE.items())
    values = ((field, item.value, item.line) for field, item in strings if item)
    made.extend(dmi_part(file.name, values))
    return CompositeRecord(file.name, tuple(made))
