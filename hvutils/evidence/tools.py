"""Evidence from what another detection tool concluded: one witness more, and no authority."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.detect_virt import DetectVirtRecord
from hvutils.tables.detect_virt import WORDS, Word

__all__ = ["find", "said"]


def find(record: DetectVirtRecord) -> Iterator[Finding]:
    """Yield what the word of systemd-detect-virt says."""
    row = WORDS.get(record.word.value)
    if row is not None:
        text = f"systemd-detect-virt: {record.word.value}"
        yield from said(row, record.file, record.word.line, text)


def said(row: Word, file: str, line: int, text: str) -> Iterator[Finding]:
    """Yield what one word says, wherever it stands."""
    meanings = []
    if row.container is not None:
        meanings.append(Says(Subject.CONTAINER, container=row.container))
    if row.hypervisor is not None:
        meanings.append(Says(Subject.HYPERVISOR, row.hypervisor))
    if row.cloud is not None:
        meanings.append(Says(Subject.CLOUD, cloud=row.cloud))
    if row.word == "vm-other":
        meanings.append(Says(Subject.PRESENT))
    if row.word == "none":
        meanings.append(Says(Subject.ABSENT))
    for says in meanings:
        yield Finding(
            Kind.TOOL, Witness.TOOL, file, line, text, says, row.strength, "systemd virt.c"
        )
