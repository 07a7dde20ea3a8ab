"""Reads ``/proc/sysinfo`` of IBM Z, which names every layer beneath the running Linux.

Schema of ``SysinfoRecord``: ``partition``, the partition's name; ``control_programs``, the
hypervisors within the partition, the innermost (VM00) first.

    LPAR Name:            PROD01
    VM00 Control Program: z/VM    7.2.0
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record, split_label

__all__ = ["SysinfoRecord", "parse", "recognises"]

_PROGRAM = re.compile(r"VM\d\d Control Program")


@dataclass(frozen=True)
class SysinfoRecord(Record):
    """The layers that one ``/proc/sysinfo`` names."""

    partition: Field | None = None
    control_programs: tuple[Field, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is /proc/sysinfo, by the labels that only it has."""
    labels = {parts[0] for line in file.head(200) if (parts := split_label(line))}
    return (
        bool(labels & {"LPAR Number", "VM00 Control Program"})
        or {
            "Sequence Code",
            "Plant",
        }
        <= labels
    )


def parse(file: ProbeFile) -> SysinfoRecord:
    """Read one /proc/sysinfo.

    Args:
        file: the probe.

    Returns:
        The record.
    """
    partition: Field | None = None
    programs: list[Field] = []
    for number, line in enumerate(file.lines, start=1):
        parts = split_label(line)
        if parts is None:
            continue
        if parts[0] in ("LPAR Name", "LPAR Number") and partition is None:
            partition = Field(parts[1], number)
        elif _PROGRAM.fullmatch(parts[0]):
            programs.append(Field(" ".join(parts[1].split()), number))
    return SysinfoRecord(file.name, partition, tuple(programs))
