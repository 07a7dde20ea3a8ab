"""Evidence from what another detection tool concluded: one witness more, and no authority."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.detect_virt import DetectVirtRecord
from hvutils.tables.detect_virt import WORDS

__all__ = ["find"]


def find(record: DetectVirtRecord) -> Iterator[Finding]:
    """Yield what the word of systemd-detect-virt says."""
    row = WORDS.get(record.word.value)
    if row is None:
        return
    said = []
    if row.container is not None:
        said.append(Says(Subject.CONTAINER, container=row.container))
    if row.hypervisor is not None:
        said.append(Says(Subject.HYPERVISOR, row.hypervisor))
    if row.cloud is not None:
        said.append(Says(Subject.CLOUD, cloud=row.cloud))
    if row.word == "vm-other":
        said.append(Says(Subject.PRESENT))
    if row.word == "none":
        said.append(Says(Subject.ABSENT))
    for says in said:
        yield Finding(
            Kind.TOOL,
            Witness.TOOL,
            record.file,
            record.word.line,
            f"systemd-detect-virt: {record.word.value}",
            says,
            row.strength,
            "systemd virt.c",
        )
