"""What one file says in several probes' words: an inventory carries DMI, MAC addresses, disks.

The raw strings that an inventory carries are read as what they are: the parts are the records that
the probes' own parsers make, so that the same evidence comes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hvutils.parsers.dmi import DmiRecord, DmiValue
from hvutils.parsers.mac import Interface, MacRecord
from hvutils.parsers.record import Record
from hvutils.tables.dmi import DmiField

__all__ = ["CompositeRecord", "dmi_part", "interface", "mac_part", "parts"]


@dataclass(frozen=True)
class CompositeRecord(Record):
    """Several records of one file; their lines are the file's."""

    parts: tuple[Record, ...] = ()


def parts(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records, with the parts of a composite one in its place and under its name."""
    for record in records:
        if isinstance(record, CompositeRecord):
            yield from (replace(part, file=record.file) for part in record.parts)
        else:
            yield record


def dmi_part(file: str, values: Iterable[tuple[DmiField, str, int]]) -> tuple[DmiRecord, ...]:
    """Return the DMI record of these strings, or nothing where there are none."""
    found: dict[DmiField, DmiValue] = {}
    for field, value, line in values:
        if value.strip():
            found.setdefault(field, DmiValue(field, value.strip(), line))
    return (DmiRecord(file, tuple(found.values())),) if found else ()


def interface(name: str, mac: str, line: int) -> Interface | None:
    """Return an interface with its address as six bytes with colons, or None if it is none.

    >>> interface("eth0", "00-0C-29-5E-00-01", 4).mac
    '00:0c:29:5e:00:01'
    >>> interface("ib0", "80:00:00:48:fe:80", 1) is interface("lo", "00:00:00:00:00:00", 1)
    False
    """
    pieces = mac.strip().lower().replace("-", ":").split(":")
    if len(pieces) != 6 or not all(
        0 < len(piece) <= 2 and set(piece) <= set("0123456789abcdef") for piece in pieces
    ):
        return None
    address = ":".join(piece.zfill(2) for piece in pieces)
    return None if address == "00:00:00:00:00:00" else Interface(name, address, line)


def mac_part(file: str, found: Iterable[Interface | None]) -> tuple[MacRecord, ...]:
    """Return the record of these interfaces, or nothing where there are none."""
    kept = tuple(item for item in found if item is not None)
    return (MacRecord(file, kept),) if kept else ()
