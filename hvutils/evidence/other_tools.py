"""Evidence from what inventory tools and virt-what concluded: one witness more, no authority."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.tool_words import ToolRecord
from hvutils.tables.tool_words import ToolWord, tool_word

__all__ = ["find"]


def find(record: ToolRecord) -> Iterator[Finding]:
    """Yield what the words of one tool say."""
    for said in record.words:
        row = tool_word(record.tool, said.word)
        if row is None:
            continue
        name = record.tool.value
        text = f"{name}: {said.word}{' host' if said.host else ''}"
        for says, strength in _says(row, host=said.host):
            yield Finding(
                Kind.TOOL, Witness.TOOL, record.file, said.line, text, says, strength, name
            )


def _says(row: ToolWord, *, host: bool) -> Iterator[tuple[Says, float]]:
    if host or row.host:
        # Inventories call any machine with a loaded kvm module, or with docker, a host.
        if row.hypervisor is not None and row.strength:
            strength = row.strength if row.host else 0.2
            yield Says(Subject.HOSTS, row.hypervisor), strength
        return
    if row.container is not None:
        yield Says(Subject.CONTAINER, container=row.container), row.strength
    if row.hypervisor is not None:
        yield Says(Subject.HYPERVISOR, row.hypervisor), row.strength
    if row.cloud is not None:
        yield Says(Subject.CLOUD, cloud=row.cloud), row.strength
    if row.present:
        yield Says(Subject.PRESENT), row.strength
    if row.physical:
        yield Says(Subject.ABSENT), row.strength
