"""Evidence from Windows' systeminfo."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.evidence.firmware import Observed, find_strings
from hvutils.parsers.record import Field
from hvutils.parsers.systeminfo import SysteminfoRecord
from hvutils.tables.dmi import DmiField
from hvutils.tables.systeminfo import ADAPTERS

__all__ = ["find"]

_WINDOWS = "Microsoft systeminfo manual"


def find(record: SysteminfoRecord) -> Iterator[Finding]:
    """Yield what one systeminfo says."""
    fields: tuple[tuple[DmiField, Field | None], ...] = (
        (DmiField.SYS_VENDOR, record.manufacturer),
        (DmiField.PRODUCT_NAME, record.model),
    )
    # systeminfo prints the firmware's vendor and version as one string, in that order.
    if record.bios_version is not None:
        fields += ((DmiField.BIOS_VENDOR, record.bios_version),)
    yield from find_strings(
        [
            Observed(field, value.value, record.file, value.line, Kind.SYSTEMINFO)
            for field, value in fields
            if value is not None
        ]
    )
    detected = record.hypervisor_detected
    if detected is not None:
        # True beneath every guest, and beneath the root partition of the machine itself.
        yield Finding(
            Kind.SYSTEMINFO,
            Witness.PROCESSOR,
            record.file,
            detected.line,
            detected.value,
            Says(Subject.PRESENT),
            0.9,
            _WINDOWS,
        )
    if record.requirements:
        first = record.requirements[0]
        yield Finding(
            Kind.SYSTEMINFO,
            Witness.PROCESSOR,
            record.file,
            first.line,
            f"{first.value} (and {len(record.requirements) - 1} lines more)",
            Says(Subject.ABSENT),
            0.9,
            _WINDOWS,
        )
    for adapter in record.adapters:
        for row in ADAPTERS:
            if adapter.value.casefold().startswith(row.prefix.casefold()):
                subject = Subject.HOSTS if row.host else Subject.HYPERVISOR
                yield Finding(
                    Kind.ADAPTER,
                    Witness.SYSTEM,
                    record.file,
                    adapter.line,
                    adapter.value,
                    Says(subject, row.hypervisor),
                    row.strength,
                    row.source,
                )
                break
