"""Reads ``/proc/xen/capabilities`` and the files of ``/sys/hypervisor``, each by its path.

Schema of ``XenRecord``: ``kind``, which of the files this is; ``value``, a ``Field``. The file of
capabilities is empty in a domU and holds ``control_d`` in dom0.

    control_d
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record

__all__ = ["XenFile", "XenRecord", "parse", "recognises"]

_LONGEST = 200


class XenFile(Enum):
    """The files that Xen's interface has, by the end of their path."""

    CAPABILITIES = "xen/capabilities"
    TYPE = "hypervisor/type"
    UUID = "hypervisor/uuid"
    GUEST_TYPE = "hypervisor/guest_type"
    FEATURES = "properties/features"


@dataclass(frozen=True)
class XenRecord(Record):
    """What one of the files says."""

    kind: XenFile
    value: Field


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the files, by its path: their words alone are too common."""
    return _kind(file.name) is not None and len(file.text) <= _LONGEST


def _kind(name: str) -> XenFile | None:
    path = name.removesuffix(".txt").replace("proc_xen_", "xen/")
    path = path.replace("sys_hypervisor_", "hypervisor/")
    parts = "/".join(path.rsplit("/", 2)[-2:])
    if parts == XenFile.FEATURES.value and "hypervisor/" not in path:
        return None
    return next((item for item in XenFile if parts == item.value), None)


def parse(file: ProbeFile) -> XenRecord:
    """Read one of the files.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    kind = _kind(file.name) or XenFile.TYPE
    for number, line in enumerate(file.lines, start=1):
        if line.strip():
            return XenRecord(file.name, kind, Field(line.strip(), number))
    return XenRecord(file.name, kind, Field("", 1))
