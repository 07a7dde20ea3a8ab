"""Evidence from the device tree, which the firmware or whoever starts the machine writes."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.device_tree import DeviceTreeRecord
from hvutils.tables.device_tree import TREE
from hvutils.tables.words import Hypervisor

__all__ = ["find"]

_S = Subject


def find(record: DeviceTreeRecord) -> Iterator[Finding]:
    """Yield what one file of the device tree says."""
    if record.node == "hmc-managed?":
        # A management console manages partitions: the file is there in PowerVM's only.
        says = Says(_S.HYPERVISOR, Hypervisor.POWERVM)
        line = record.strings[0].line if record.strings else 1
        yield _make(record, line, "hmc-managed", says, 0.7, "systemd virt.c")
        return
    if record.node == "ibm,partition-name":
        # PowerVM names its partitions so, and QEMU its pSeries guests.
        line = record.strings[0].line if record.strings else 1
        yield _make(record, line, "a partition's name", Says(_S.PRESENT), 0.9, "PAPR")
        return
    for field in record.strings:
        low = field.value.casefold()
        for row in TREE:
            if not low.startswith(row.text.casefold()):
                continue
            text = f"{record.node}: {field.value}"
            if row.hypervisor is None:
                says = Says(_S.PHYSICAL, name=field.value)
                yield _make(record, field.line, text, says, row.machine, row.source)
            else:
                present = Says(_S.PRESENT)
                yield _make(record, field.line, text, present, row.machine, row.source)
                says = Says(_S.HYPERVISOR, row.hypervisor)
                yield _make(record, field.line, text, says, row.strength, row.source)
            break


def _make(
    record: DeviceTreeRecord, line: int, text: str, says: Says, strength: float, source: str
) -> Finding:
    return Finding(
        Kind.DEVICE_TREE, Witness.FIRMWARE, record.file, line, text, says, strength, source
    )
