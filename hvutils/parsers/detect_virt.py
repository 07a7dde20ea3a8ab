"""Reads what ``systemd-detect-virt`` printed: one word.

Schema of ``DetectVirtRecord``: ``word``, a ``Field``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record
from hvutils.tables.detect_virt import WORDS

__all__ = ["DetectVirtRecord", "parse", "recognises"]

_LONGEST = 200
_KERNELS = re.compile(r"(?:^|/)(?:sys|proc)/|clocksource|hypervisor")


@dataclass(frozen=True)
class DetectVirtRecord(Record):
    """The word that systemd-detect-virt printed."""

    word: Field


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is systemd-detect-virt: one word, and one that it prints.

    Files of the kernel's hold such words too: the type of the hypervisor, the clock.
    """
    if _KERNELS.search(file.name):
        return False
    return len(file.text) <= _LONGEST and file.text.strip() in WORDS


def parse(file: ProbeFile) -> DetectVirtRecord:
    """Read the word.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    for number, line in enumerate(file.lines, start=1):
        if line.strip():
            return DetectVirtRecord(file.name, Field(line.strip(), number))
    return DetectVirtRecord(file.name, Field("", 1))
