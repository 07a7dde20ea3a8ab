"""Reads Windows' ``driverquery``: table, ``/fo csv``, ``/fo list``, ``/v``, in any locale.

The first column is the module's name, which no language translates; the table cuts it at 22
characters at the latest. Schema of ``DriverqueryRecord``: ``drivers``, a ``Field`` a name.

    Module Name  Display Name           Driver Type   Link Date
    ============ ====================== ============= ======================
    VBoxGuest    VirtualBox Guest Drive Kernel        1/16/2024 2:28:21 PM
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record, split_label

__all__ = ["DriverqueryRecord", "parse", "recognises"]

_RULER = re.compile(r"^={3,}(?: ={3,}){3,}\s*$")
_NAME = re.compile(r"^[A-Za-z0-9_.{}-]{2,64}$")
# Any Windows has these.
_ANY = frozenset(("acpi", "afd", "disk", "fltmgr", "mup", "ndis", "ntfs", "partmgr", "tcpip"))
_FORM = re.compile(
    r'^(?:={3,}(?: ={3,}){3,}\s*$|"[A-Za-z0-9_]{2,40}",")|: {1,20}ACPI\s*$', re.MULTILINE
)
_HEAD = 4000
_FAR = 20_000


@dataclass(frozen=True)
class DriverqueryRecord(Record):
    """The drivers of one listing."""

    drivers: tuple[Field, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is driverquery: drivers of any Windows, in a form of this command."""
    if not _FORM.search(file.text, 0, _FAR):
        return False
    names = {field.value.casefold() for field in _names(file)}
    return len(names & _ANY) >= 3


def parse(file: ProbeFile) -> DriverqueryRecord:
    """Read one listing of drivers.

    Args:
        file: the probe.

    Returns:
        The record.
    """
    return DriverqueryRecord(file.name, tuple(_names(file)))


def _names(file: ProbeFile) -> list[Field]:
    found: list[Field] = []
    ruled = fresh = False
    for number, line in enumerate(file.head(_HEAD), start=1):
        if _RULER.match(line):
            ruled = True
        elif not line.strip():
            fresh = True
            continue
        elif ruled:
            _add(found, line.split(None, 1)[0], number)
        elif line.startswith('"') and '","' in line:
            _add(found, line[1:].partition('"')[0], number)
        elif (fresh or number == 1) and (parts := split_label(line)):
            # A list begins each driver with its name, behind a blank line.
            _add(found, parts[1], number)
        fresh = False
    return found


def _add(found: list[Field], name: str, number: int) -> None:
    if _NAME.match(name):
        found.append(Field(name, number))
