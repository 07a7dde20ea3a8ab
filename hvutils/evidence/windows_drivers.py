"""Evidence from Windows' drivers: guest tools, and programs that run guests.

Drivers stay when a disk moves to another machine: they weigh less than what a machine itself says.
"""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.driverquery import DriverqueryRecord
from hvutils.tables.windows_drivers import WINDOWS_DRIVERS

__all__ = ["find"]


def find(record: DriverqueryRecord) -> Iterator[Finding]:
    """Yield what one listing of drivers says."""
    for driver in record.drivers:
        row = WINDOWS_DRIVERS.get(driver.value.casefold())
        if row is None:
            continue
        subject = Subject.HOSTS if row.host else Subject.HYPERVISOR
        yield Finding(
            Kind.MODULE,
            Witness.SYSTEM,
            record.file,
            driver.line,
            f"driver {driver.value}",
            Says(subject, row.hypervisor),
            row.strength,
            row.source,
        )
