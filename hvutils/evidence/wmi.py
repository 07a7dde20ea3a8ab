"""Evidence from WMI: whether Windows sees a hypervisor, and whose ACPI tables the firmware has."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.wmi import WmiRecord
from hvutils.tables.kernel_log import ACPI

__all__ = ["find"]

_MANUAL = "Microsoft Win32_ComputerSystem manual"


def find(record: WmiRecord) -> Iterator[Finding]:
    """Yield what WMI's objects say beside their DMI strings."""
    seen = record.hypervisor
    if seen is not None:
        # True beneath every guest, and beneath the root partition of the machine itself.
        present = seen.value.lower() == "true"
        yield Finding(
            Kind.SYSTEMINFO,
            Witness.PROCESSOR,
            record.file,
            seen.line,
            f"HypervisorPresent: {seen.value}",
            Says(Subject.PRESENT if present else Subject.ABSENT),
            0.9,
            _MANUAL,
        )
    if record.acpi is None:
        return
    for row in ACPI:
        if row.text != record.acpi.value or row.compiler:
            continue
        text = f"BIOS version: {record.acpi.value}, the ACPI table's OEM"
        said: list[tuple[Says, float]] = []
        if row.machine is not None:
            said.append((Says(Subject.PRESENT), row.machine))
        if row.hypervisor is not None:
            said.append((Says(Subject.HYPERVISOR, row.hypervisor), row.strength))
        if row.cloud is not None:
            said.append((Says(Subject.CLOUD, cloud=row.cloud), row.strength))
        for says, strength in said:
            place = record.acpi.line
            yield Finding(
                Kind.DMI, Witness.FIRMWARE, record.file, place, text, says, strength, row.source
            )
