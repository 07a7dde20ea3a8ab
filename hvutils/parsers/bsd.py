r"""Reads what the BSDs say of the machine in ``kenv`` and ``sysctl``.

Schema of ``VmGuestRecord``: ``word``, the value of FreeBSD's ``kern.vm_guest``, a ``Field``. The
firmware's strings become the ``DmiRecord`` that they are.

    smbios.system.maker="innotek GmbH"
    kern.vm_guest: vmware
    hw.product=Standard PC (i440FX + PIIX, 1996)
    machdep.dmi.system-vendor = QEMU
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.composite import CompositeRecord, dmi_part
from hvutils.parsers.record import Field, Record
from hvutils.tables.bsd import STRINGS

__all__ = ["VmGuestRecord", "parse", "recognises"]

_LINE = re.compile(r"^([a-z][\w.-]{2,40}) ?[=:] ?(\S.{0,200})$")
_WORDS = ("smbios.", "kern.vm_guest", "hw.vendor", "hw.product", "machdep.dmi.")
_GUEST = "kern.vm_guest"
_HEAD = 5000


@dataclass(frozen=True)
class VmGuestRecord(Record):
    """What FreeBSD's kernel calls the hypervisor beneath it."""

    word: Field


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of them, by the names that only the BSDs have."""
    return any(word in file.text for word in _WORDS) and any(True for _ in _said(file))


def parse(file: ProbeFile) -> CompositeRecord:
    """Read one listing.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record, with the firmware's strings and the kernel's word as its parts.
    """
    said = list(_said(file))
    strings = ((STRINGS[key], value, line) for key, value, line in said if key in STRINGS)
    words = [VmGuestRecord(file.name, Field(v, n)) for key, v, n in said if key == _GUEST]
    return CompositeRecord(file.name, (*dmi_part(file.name, strings), *words[:1]))


def _said(file: ProbeFile) -> Iterator[tuple[str, str, int]]:
    for number, line in enumerate(file.head(_HEAD), start=1):
        if (match := _LINE.match(line)) and (match.group(1) in STRINGS or match.group(1) == _GUEST):
            yield match.group(1), match.group(2).strip().strip('"'), number
