"""Evidence from what inventory tools and virt-what concluded: one witness more, no authority."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.tool_words import ToolRecord
from hvutils.tables.tool_words import ToolWord, tool_word
from hvutils.tables.words import Hypervisor

__all__ = ["find"]

_XEN = Hypervisor.XEN


def find(record: ToolRecord) -> Iterator[Finding]:
    """Yield what the words of one tool say.

    Where one word says dom0, the others that name Xen speak of the same: dom0 is no guest.
    """
    known = [(said, tool_word(record.tool, said.word)) for said in record.words]
    dom0 = any(row is not None and _is_dom0(row, host=said.host) for said, row in known)
    for said, row in known:
        if row is None or (dom0 and row.hypervisor is _XEN and not _is_dom0(row, host=said.host)):
            continue
        name = record.tool.value
        text = f"{name}: {said.word}{' host' if said.host else ''}"
        for says, strength in _says(row, host=said.host):
            yield Finding(
                Kind.TOOL, Witness.TOOL, record.file, said.line, text, says, strength, name
            )


def _is_dom0(row: ToolWord, *, host: bool) -> bool:
    return row.hypervisor is _XEN and (row.host or host)


def _says(row: ToolWord, *, host: bool) -> Iterator[tuple[Says, float]]:
    if host or row.host:
        # Inventories call any machine with a loaded kvm module, or with docker, a host; of Xen
        # they say so by dom0's rights.
        if row.hypervisor is not None and row.strength:
            yield Says(Subject.HOSTS, row.hypervisor), 0.6 if row.hypervisor is _XEN else 0.2
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
