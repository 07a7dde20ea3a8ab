"""Evidence from MAC addresses and interface names."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.mac import Interface, MacRecord
from hvutils.tables.network import cloud_address, host_interface, oui

__all__ = ["find"]


def find(record: MacRecord) -> Iterator[Finding]:
    """Yield what one listing of interfaces says.

    An interface that a host made for its guests says nothing on what the host runs on.
    """
    bare = (Interface(item.value, "", item.line) for item in record.names)
    for item in (*record.interfaces, *bare):
        text = f"{item.name} {item.mac}".rstrip()
        made = host_interface(item.name, item.mac)
        if made is not None:
            said = []
            if made.hypervisor is not None:
                said.append(Says(Subject.HOSTS, made.hypervisor))
            if made.product:
                said.append(Says(Subject.PRODUCT, name=made.product))
            for says in said:
                yield Finding(
                    *(Kind.INTERFACE, Witness.SYSTEM, record.file, item.line),
                    *(f"{text}: {made.note}", says, made.strength, made.source),
                )
            continue
        cloud = cloud_address(item.mac)
        if cloud is not None:
            yield Finding(
                *(Kind.MAC, Witness.NETWORK, record.file, item.line),
                f"{text}: as {cloud.cloud}'s guests have it",
                Says(Subject.CLOUD, cloud=cloud.cloud),
                *(0.3, cloud.source),
            )
        row = oui(item.mac)
        if row is not None:
            yield Finding(
                Kind.MAC,
                Witness.NETWORK,
                record.file,
                item.line,
                f"{text}: prefix of {row.note}",
                Says(Subject.VENDOR, row.hypervisor),
                row.strength,
                row.source,
            )
