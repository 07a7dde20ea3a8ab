r"""Reads ``/proc/cmdline``, the line that the kernel was started with.

Schema of ``CmdlineRecord``: ``root``, the disk that ``root=`` names where a paravirtual driver
names it; ``mmio``, the first device that was given to the kernel by its address, for want of a bus.

    BOOT_IMAGE=/boot/vmlinuz-6.1.0 root=/dev/vda1 ro quiet
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record

__all__ = ["CmdlineRecord", "parse", "recognises"]

_NAME = re.compile(r"(?:^|[/_.-])cmdline(?:\.txt)?$")
_LINE = re.compile(r"(?:^|\s)(?:BOOT_IMAGE|root|rootfstype|initrd|console)=\S")
_ROOT = re.compile(r"(?:^|\s)root=/dev/((?:xvd|vd)[a-z]\d{0,3})(?:\s|$)")
_MMIO = re.compile(r"(?:^|\s)(virtio_mmio\.device=\S{1,60})")
_MOST_LINES = 2
_LONGEST = 8192


@dataclass(frozen=True)
class CmdlineRecord(Record):
    """What one command line says of the machine."""

    root: Field | None = None
    mmio: Field | None = None


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is the command line: one line, with what only it has, or by its name."""
    if len(file.text) > _LONGEST:
        return False
    said = [line for line in file.lines if line.strip()]
    if not 0 < len(said) <= _MOST_LINES:
        return False
    if _NAME.search(file.name) and len(said) == 1 and "=" in said[0]:
        return True
    return len(_LINE.findall(said[0])) > 1 or any(
        _ROOT.search(line) or _MMIO.search(line) for line in said
    )


def parse(file: ProbeFile) -> CmdlineRecord:
    """Read the line.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    found: dict[re.Pattern[str], Field] = {}
    for number, line in enumerate(file.lines, start=1):
        for pattern in (_ROOT, _MMIO):
            if match := pattern.search(line):
                found.setdefault(pattern, Field(match.group(1), number))
    return CmdlineRecord(file.name, found.get(_ROOT), found.get(_MMIO))
