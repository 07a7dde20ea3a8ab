"""Evidence from loaded modules: drivers of guests, drivers that run guests, drivers of clouds."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.addresses import AddressesRecord
from hvutils.parsers.modules import Module, ModulesRecord
from hvutils.tables.drivers import CLOUD_DRIVERS, DRIVERS, HOST_DRIVERS, OWNERS

__all__ = ["find", "find_owners"]

_S = Subject


def find(record: ModulesRecord) -> Iterator[Finding]:
    """Yield what one listing of modules says."""
    for module in record.modules:
        if driver := DRIVERS.get(module.name):
            yield _make(record, module, Says(_S.PRESENT), driver.machine, driver.source)
            if driver.hypervisor is not None:
                says = Says(_S.HYPERVISOR, driver.hypervisor)
                yield _make(record, module, says, driver.strength, driver.source)
        if cloud := CLOUD_DRIVERS.get(module.name):
            says = Says(_S.CLOUD, cloud=cloud.cloud)
            yield _make(record, module, says, cloud.strength, cloud.source)
        host = HOST_DRIVERS.get(module.name)
        # Loaded is not in use: distributions load kvm at boot, and guests load it too.
        if host is not None and (host.always or module.open):
            says = Says(_S.HOSTS, host.hypervisor)
            yield _make(record, module, says, host.strength, host.source)


def find_owners(record: AddressesRecord) -> Iterator[Finding]:
    """Yield what the owners of addresses say: guests' drivers, and devices that ACPI names."""
    for field in record.owners:
        # "vmwgfx probe", "virtio-pci-modern", "QEMU0002:00"
        name = field.value.split()[0].partition(":")[0].replace("-", "_").casefold()
        row = OWNERS.get(name)
        if row is None:
            continue
        text, place = f"addresses of {field.value}", (record.file, field.line)
        said = [(Says(_S.PRESENT), row.machine)]
        if row.hypervisor is not None:
            said.append((Says(_S.HYPERVISOR, row.hypervisor), row.strength))
        for says, strength in said:
            yield Finding(Kind.MODULE, Witness.DEVICES, *place, text, says, strength, row.source)


def _make(
    record: ModulesRecord, module: Module, says: Says, strength: float, source: str
) -> Finding:
    text = f"module {module.name}"
    witness = Witness.DEVICES
    if says.subject is _S.HOSTS:
        text += f", in use {module.uses} times"
        witness = Witness.SYSTEM
    return Finding(Kind.MODULE, witness, record.file, module.line, text, says, strength, source)
