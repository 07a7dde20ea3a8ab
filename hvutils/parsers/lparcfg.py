r"""Reads ``/proc/ppc64/lparcfg``, in which Power's Linux describes its partition.

Schema of ``LparcfgRecord``: ``system_type`` (the machine, or QEMU's word for itself) and ``shared``
(``shared_processor_mode``): a ``Field`` each, or None.

    lparcfg 1.9
    system_type=IBM,9119-MME
    shared_processor_mode=1
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record

__all__ = ["LparcfgRecord", "parse", "recognises"]


@dataclass(frozen=True)
class LparcfgRecord(Record):
    """What the file says about the partition."""

    system_type: Field | None = None
    shared: Field | None = None


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is lparcfg, by its first line, which names it."""
    return file.text.startswith("lparcfg ")


def parse(file: ProbeFile) -> LparcfgRecord:
    """Read the file.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    found: dict[str, Field] = {}
    for number, line in enumerate(file.lines, start=1):
        key, sign, value = line.partition("=")
        if sign:
            found.setdefault(key.strip(), Field(value.strip(), number))
    return LparcfgRecord(file.name, found.get("system_type"), found.get("shared_processor_mode"))
