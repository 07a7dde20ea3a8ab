"""Reads models of disks: ``/proc/scsi/scsi``, ``lsscsi``, and ``lsblk`` with a column MODEL.

Schema of ``DisksRecord``: ``models``, one ``Field`` a disk: vendor and model with single blanks
between the words. ``lsblk`` and ``lsscsi`` give the rest of their line with it.

      Vendor: VMware   Model: Virtual disk     Rev: 2.0
    [0:0:0:0]    disk    ATA      VBOX HARDDISK    1.0   /dev/sda
    NAME MODEL          SIZE
    sda  VBOX HARDDISK   64G
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record

__all__ = ["DisksRecord", "parse", "recognises"]

_PROC = re.compile(r"^\s{0,8}Vendor: (.{1,16}?) {0,16}Model: (.{1,24}?)(?: {0,16}Rev:.*)?$")
_LSSCSI = re.compile(r"^\[[\dN]+:[\d:]{1,32}\]\s+(?:disk|cd/dvd)\s+(\S.*)$")
_LSBLK = re.compile(r"^NAME\s.*\bMODEL\b")
_LSBLK_ROW = re.compile(r"^[\s|`├└─-]{0,16}[a-z][a-z0-9!_-]{1,32}\s+(\S.*)$")
_HEAD = 50


@dataclass(frozen=True)
class DisksRecord(Record):
    """The models of one listing."""

    models: tuple[Field, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is a listing of disks with their models."""
    head = file.head(_HEAD)
    return any(_PROC.match(line) or _LSSCSI.match(line) or _LSBLK.match(line) for line in head)


def parse(file: ProbeFile) -> DisksRecord:
    """Read one listing of disks.

    Args:
        file: the probe.

    Returns:
        The record.
    """
    found: list[Field] = []
    table = False
    for number, line in enumerate(file.lines, start=1):
        table = table or bool(_LSBLK.match(line))
        if match := _PROC.match(line):
            found.append(Field(_squeezed(" ".join(match.groups())), number))
        elif match := _LSSCSI.match(line) or (_LSBLK_ROW.match(line) if table else None):
            found.append(Field(_squeezed(match.group(1)), number))
    return DisksRecord(file.name, tuple(found))


def _squeezed(text: str) -> str:
    return " ".join(text.split())
