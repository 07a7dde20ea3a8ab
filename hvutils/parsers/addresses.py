r"""Reads ``/proc/iomem`` and ``/proc/ioports``: which driver or ACPI device has which addresses.

Schema of ``AddressesRecord``: ``owners``, a ``Field`` a range that a driver or an ACPI device has.

      e8000000-efffffff : vmwgfx probe
      0510-051b : QEMU0002:00
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record

__all__ = ["AddressesRecord", "parse", "recognises"]

_ROW = re.compile(r"^ {0,24}[0-9a-f]{4,16}-[0-9a-f]{4,16} : (\S.{0,80})$")
# Ranges of the machine itself, and of a device by its place.
_PLAIN = re.compile(
    r"^(?:System R[AO]M|[Rr]eserved|PCI |Kernel |ACPI |Video |Adapter |[0-9a-f]{4}:[0-9a-f]{2}:)"
)
_HEAD = 12
_MOST = 5000


@dataclass(frozen=True)
class AddressesRecord(Record):
    """Who has the ranges of addresses."""

    owners: tuple[Field, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the files: all of its first lines are ranges."""
    head = [line for line in file.head(_HEAD) if line.strip()]
    return len(head) >= 2 and all(_ROW.match(line) for line in head)


def parse(file: ProbeFile) -> AddressesRecord:
    """Read one of the files.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    found = []
    for number, line in enumerate(file.lines[:_MOST], start=1):
        match = _ROW.match(line)
        if match and not _PLAIN.match(match.group(1)):
            found.append(Field(match.group(1).strip(), number))
    return AddressesRecord(file.name, tuple(found))
