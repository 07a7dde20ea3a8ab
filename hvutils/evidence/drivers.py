"""Evidence from loaded modules: drivers of guests, drivers that run guests, drivers of clouds."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.modules import Module, ModulesRecord
from hvutils.tables.drivers import CLOUD_DRIVERS, DRIVERS, HOST_DRIVERS

__all__ = ["find"]

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


def _make(
    record: ModulesRecord, module: Module, says: Says, strength: float, source: str
) -> Finding:
    text = f"module {module.name}"
    witness = Witness.DEVICES
    if says.subject is _S.HOSTS:
        text += f", in use {module.uses} times"
        witness = Witness.SYSTEM
    return Finding(Kind.MODULE, witness, record.file, module.line, text, says, strength, source)
