"""Evidence from VMware's tools: the host names itself, where it lets them."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.vmware_session import SessionRecord
from hvutils.tables.words import Hypervisor

__all__ = ["find"]

_SOURCE = "VMware Tools manual, stat raw text session"


def find(record: SessionRecord) -> Iterator[Finding]:
    """Yield what one session says: VMware, and which product of it."""
    name, place = record.version.value, (record.file, record.version.line)
    for says, strength in (
        (Says(Subject.HYPERVISOR, Hypervisor.VMWARE), 0.75),
        (Says(Subject.PRODUCT, name=name), 0.8),
    ):
        text = f"VMware Tools: {name}"
        yield Finding(Kind.TOOL, Witness.TOOL, *place, text, says, strength, _SOURCE)
