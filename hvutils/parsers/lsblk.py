r"""Reads disks as ``lsblk`` (JSON, pairs, without models), ``fdisk -l`` and sysfs show them.

A ``DisksRecord``. Where there is no model, a disk of a paravirtual driver stands by its name.

    {"blockdevices": [{"name": "sda", "vendor": "VMware  ", "model": "Virtual disk"}]}
    NAME="sda" MODEL="VBOX HARDDISK"
    Disk model: QEMU HARDDISK
    xvda    202:0    0   20G  0 disk
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hvutils.captures import ProbeFile
from hvutils.parsers.disks import DisksRecord
from hvutils.parsers.leaves import leaves
from hvutils.parsers.record import Field

__all__ = ["parse", "recognises"]

_HEADING = re.compile(r"^NAME\s+MAJ:MIN\s")
_ROW = re.compile(r"^((?:xvd[a-z]{1,3}|vd[a-z])\d{0,3})\s+\d{1,4}:\d{1,7}\s")
_PAIR = re.compile(r'(?:^|\s)(NAME|VENDOR|MODEL)="([^"\n]{0,200})"')
_MODEL = re.compile(r"^(?:Disk model|Device Model|Model Number|Product): {1,20}(\S.{0,100})$")
_SYSFS = re.compile(r"(?:^|/)(?:block/[^/]{1,40}|\d+:\d+:\d+:\d+)/(?:device/)?(model|vendor)$")
_WORDS = ("MAJ:MIN", 'NAME="', "Disk model", "Device Model", "Model Number", "Product:")
_HEAD = 2000


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the forms; a file of sysfs by its path."""
    if _SYSFS.search(file.name):
        return len(file.text) < 200
    if '"blockdevices"' in file.text[:200]:
        return True
    if not any(word in file.text for word in _WORDS):
        return False
    head = file.head(_HEAD)
    return any(
        _HEADING.match(line) or line.startswith('NAME="') or _MODEL.match(line) for line in head
    )


def parse(file: ProbeFile) -> DisksRecord:
    """Read one listing of disks.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    if _SYSFS.search(file.name):
        return DisksRecord(file.name, (Field(" ".join(file.text.split()), 1),))
    if '"blockdevices"' in file.text[:200]:
        return DisksRecord(file.name, tuple(_json(file.text)))
    return DisksRecord(file.name, tuple(_lines(file)))


def _json(text: str) -> Iterator[Field]:
    found: dict[tuple[str, ...], dict[str, Field]] = {}
    for leaf in leaves(text):
        if leaf.path[-1] in ("name", "vendor", "model") and leaf.quoted:
            item = found.setdefault(leaf.path[:-1], {})
            item[leaf.path[-1]] = Field(leaf.value.strip(), leaf.line)
    for item in found.values():
        yield from _disk(item)


def _lines(file: ProbeFile) -> Iterator[Field]:
    for number, line in enumerate(file.lines, start=1):
        if match := _ROW.match(line) or _MODEL.match(line):
            yield Field(match.group(1).strip(), number)
        elif line.startswith('NAME="'):
            pairs = _PAIR.findall(line[:_HEAD])
            yield from _disk({key.lower(): Field(value.strip(), number) for key, value in pairs})


def _disk(item: dict[str, Field]) -> Iterator[Field]:
    words = [item[key].value for key in ("vendor", "model") if key in item and item[key].value]
    place = item.get("model") or item.get("vendor") or item.get("name")
    if place is None:
        return
    name = item["name"].value if "name" in item else ""
    if words:
        yield Field(" ".join(" ".join(words).split()), place.line)
    elif name.startswith(("xvd", "vd")):
        yield Field(name, place.line)
