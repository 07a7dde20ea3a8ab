r"""Reads Windows' network adapters: ``ipconfig /all``, ``getmac``, ``Get-NetAdapter``, any locale.

No label is known: a hardware address in dashes is told by its form, the adapter's description in
``ipconfig`` stands in the line before it, and columns are told by the ruler below the heading.

Schema of ``AdaptersRecord``: ``adapters``, one ``Adapter`` each: its name, its description (a
``Field`` or None) and its address (an ``Interface`` or None).

    Ethernet adapter Ethernet0:
       Description . . . . . . . . . . . : vmxnet3 Ethernet Adapter
       Physical Address. . . . . . . . . : 00-0C-29-5E-00-01

    Physical Address    Transport Name
    =================== ==========================================
    00-0C-29-5E-00-01   \Device\Tcpip_{5C2B7D1A-0000-4B52-8F6E-000000000001}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.composite import interface
from hvutils.parsers.mac import Interface
from hvutils.parsers.record import Field, Record

__all__ = ["Adapter", "AdaptersRecord", "parse", "recognises"]

_MAC = r"(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}"
_LEADERS = re.compile(rf"\. ?\s?[:：]\s{{0,4}}({_MAC})\s*$")
_VALUE = re.compile(r"\. ?\s?[:：]\s{0,4}(\S.*)$")
_NAME = re.compile(r"^(\S.{0,200}?)\s?[:：]\s*$")
_RULER = re.compile(r"^\s{0,2}(?:={2,}(?: +={2,})+|-{2,}(?: +-{2,})+)\s*$")
_CELL = re.compile(rf"(?<![-\w])({_MAC})(?![-\w])")
_QUOTED = re.compile(r'"([^"]*)"')
_LABELLED = re.compile(rf"^[^:：]{{1,60}}[:：]\s+({_MAC})\s*$")
_TRANSPORT = "\\Device\\"
_HEAD = 2000
_FAR = 50_000


@dataclass(frozen=True)
class Adapter:
    """One adapter; an address that it lacks is None."""

    name: str
    description: Field | None
    address: Interface | None


@dataclass(frozen=True)
class AdaptersRecord(Record):
    """The adapters of one listing."""

    adapters: tuple[Adapter, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is such a listing, by an address in the place that only they give it."""
    if not _CELL.search(file.text, 0, _FAR):
        return False
    ruled = _TRANSPORT in file.text
    for line in file.head(_HEAD):
        if _LEADERS.search(line):
            return True
        ruled = ruled or _RULER.match(line) is not None
        if ruled and _CELL.search(line):
            return True
    return False


def parse(file: ProbeFile) -> AdaptersRecord:
    """Read one listing of adapters.

    Args:
        file: the probe.

    Returns:
        The record.
    """
    return AdaptersRecord(file.name, (*_ipconfig(file), *_getmac(file)))


def _ipconfig(file: ProbeFile) -> Iterator[Adapter]:
    name = ""
    before: Field | None = None
    for number, line in enumerate(file.lines, start=1):
        if heading := _NAME.match(line):
            name, before = heading.group(1), None
        elif address := _LEADERS.search(line):
            yield Adapter(name, before, interface(_short(name), address.group(1), number))
        elif value := _VALUE.search(line):
            before = Field(value.group(1).strip(), number)


def _short(name: str) -> str:
    """Return an adapter's own name, where its beginning can be told in any language."""
    at = name.find("vEthernet")
    return name[at:] if at >= 0 else name


def _getmac(file: ProbeFile) -> Iterator[Adapter]:
    starts: list[int] = []
    for number, line in enumerate(file.lines, start=1):
        if _RULER.match(line):
            starts = [match.start() for match in re.finditer(r"[=-]+", line)]
            continue
        found = _CELL.search(line)
        if found is None or _LEADERS.search(line):
            continue
        if quoted := _QUOTED.findall(line):
            cells = quoted
        elif starts:
            ends = [*starts[1:], len(line)]
            cells = [line[a:b].strip() for a, b in zip(starts, ends, strict=True)]
        elif _LABELLED.match(line):
            cells = []
        else:
            continue
        # Name and description stand in front of the address, where the listing has them.
        front: list[str] = []
        for cell in cells:
            if found.group(1) in cell:
                break
            front.append(cell)
        name = front[0] if front else ""
        what = Field(front[1], number) if len(front) > 1 else None
        yield Adapter(name, what, interface(_short(name), found.group(1), number))
