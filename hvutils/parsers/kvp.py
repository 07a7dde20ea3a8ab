r"""Reads ``/var/lib/hyperv/.kvp_pool_3``, in which Hyper-V's host writes its own name.

Schema of ``KvpRecord``: ``host``, the host's name, a ``Field``. The file holds pairs of a key and a
value, each filled up with zero bytes; ``tr -s '\\0' '\\n'`` makes a line of each.

    HostName
    HV-HOST01
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record

__all__ = ["KvpRecord", "parse", "recognises"]

_HOST = re.compile(r"(?:^|[\0\n])(?:HostName|PhysicalHostName)[\0\n]{1,600}([^\0\n]{1,200})")
# Keys that stand beside it, and nowhere else.
_BESIDE = ("HostingSystemOsMajor", "PhysicalHostNameFullyQualified", "VirtualMachineName")
_LONGEST = 200_000


@dataclass(frozen=True)
class KvpRecord(Record):
    """What the host of Hyper-V's says of itself."""

    host: Field


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is the pool that the host writes, by its first key."""
    if len(file.text) > _LONGEST or not any(key in file.text for key in _BESIDE):
        return False
    return _HOST.search(file.text) is not None


def parse(file: ProbeFile) -> KvpRecord:
    """Read the host's name.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    match = _HOST.search(file.text)
    if match is None:
        return KvpRecord(file.name, Field("", 1))
    line = 1 + file.text.count("\n", 0, match.start(1))
    return KvpRecord(file.name, Field(match.group(1), line))
