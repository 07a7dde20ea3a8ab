"""Evidence from the models of disks, wherever they are listed."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.cmdline import CmdlineRecord
from hvutils.parsers.disks import DisksRecord
from hvutils.tables.kernel_log import DISKS
from hvutils.tables.words import Hypervisor

__all__ = ["find", "find_model", "find_started"]

_MACHINE = 0.8


def find(record: DisksRecord) -> Iterator[Finding]:
    """Yield what one listing of disks says."""
    for model in record.models:
        yield from find_model(record.file, model.line, model.value)


def find_started(record: CmdlineRecord) -> Iterator[Finding]:
    """Yield what the kernel was told: its disk, and devices that stand on no bus."""
    if record.root is not None:
        yield from find_model(record.file, record.root.line, record.root.value)
    if record.mmio is not None:
        # A machine without a PCI bus, of Firecracker's or of QEMU's: both run on KVM.
        for says, strength in (
            (Says(Subject.PRESENT), 0.85),
            (Says(Subject.HYPERVISOR, Hypervisor.KVM), 0.5),
        ):
            place = (record.file, record.mmio.line, record.mmio.value)
            yield Finding(
                Kind.DISK, Witness.DEVICES, *place, says, strength, "Linux virtio_mmio, Firecracker"
            )


def find_model(file: str, line: int, value: str) -> Iterator[Finding]:
    """Yield what one disk's vendor and model say; blanks between words do not count."""
    model = f" {' '.join(value.split())}"
    for row in DISKS:
        if f" {row.text}" not in model:
            continue
        said: list[tuple[Says, float]] = []
        if row.hypervisor is not None:
            said.append((Says(Subject.PRESENT), _MACHINE))
            said.append((Says(Subject.HYPERVISOR, row.hypervisor), row.strength))
        if row.cloud is not None:
            said.append((Says(Subject.CLOUD, cloud=row.cloud), row.strength))
        for says, strength in said:
            text = f"disk {row.text}"
            yield Finding(Kind.DISK, Witness.DEVICES, file, line, text, says, strength, row.source)
        return
