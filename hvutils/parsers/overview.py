"""An overview: what a machine's probes say of its platform, in a dozen plain values.

It is for programs of a few lines: evidence is read here, and judged elsewhere. ``None`` means
that no probe tells, which is never ``False``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from hvutils.captures import Capture
from hvutils.parsers import read
from hvutils.parsers.adapters import AdaptersRecord
from hvutils.parsers.cpuid import CpuidRecord
from hvutils.parsers.cpuinfo import CpuinfoRecord
from hvutils.parsers.detect_virt import DetectVirtRecord
from hvutils.parsers.dmi import DmiRecord
from hvutils.parsers.lscpu import LscpuRecord
from hvutils.parsers.lspci import LspciRecord
from hvutils.parsers.mac import Interface, MacRecord
from hvutils.parsers.modules import ModulesRecord
from hvutils.parsers.record import Field, Record
from hvutils.parsers.systeminfo import SysteminfoRecord
from hvutils.tables.dmi import DmiField
from hvutils.tables.drivers import CLOUD_DRIVERS, HOST_DRIVERS, OWNERS

__all__ = ["Overview", "overview"]

_SIGNATURE = 0x40000000
_KNOWN = {*OWNERS, *HOST_DRIVERS, *CLOUD_DRIVERS}

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Overview:
    """What the probes of one machine say of its platform.

    Args:
        signature: the twelve characters of CPUID leaf 0x40000000.
        hypervisor_flag: whether the processor's flags have ``hypervisor``.
        offers_guests: whether they have ``vmx`` or ``svm``.
        lscpu_vendor: lscpu's hypervisor vendor.
        processor_entry: who wrote the processor's entry in the firmware table.
        maker: the system's maker, as the firmware or Windows names it.
        model: its model.
        firmware: who wrote the firmware.
        detected: whether Windows says that a hypervisor has been detected.
        tool: the word of systemd-detect-virt.
        adapters: the network cards, as Windows names them.
        mac_prefixes: the first three bytes of each MAC address.
        pci_ids: vendor and device of each PCI device, such as ``1af4:1000``.
        modules: of the kernel modules that are loaded, those that have to do with a hypervisor.
    """

    signature: str | None = None
    hypervisor_flag: bool | None = None
    offers_guests: bool | None = None
    lscpu_vendor: str | None = None
    processor_entry: str | None = None
    maker: str | None = None
    model: str | None = None
    firmware: str | None = None
    detected: bool | None = None
    tool: str | None = None
    adapters: tuple[str, ...] = ()
    mac_prefixes: tuple[str, ...] = ()
    pci_ids: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the values by their names, with lists as JSON has them."""
        pairs = asdict(self).items()
        return {name: list(value) if isinstance(value, tuple) else value for name, value in pairs}


def overview(capture: Capture) -> Overview:
    """Read what a machine's probes say of its platform.

    Args:
        capture: the machine.
    """
    records = read(capture)
    flags = _flags(records)
    return Overview(
        signature=_signature(records),
        hypervisor_flag="hypervisor" in flags if flags else None,
        offers_guests=bool(flags & {"vmx", "svm"}) if flags else None,
        lscpu_vendor=_value(r.hypervisor_vendor for r in _of(records, LscpuRecord)),
        processor_entry=_value(r.bios_vendor for r in _of(records, LscpuRecord)),
        maker=_dmi(records, DmiField.SYS_VENDOR)
        or _value(r.manufacturer for r in _of(records, SysteminfoRecord)),
        model=_dmi(records, DmiField.PRODUCT_NAME)
        or _value(r.model for r in _of(records, SysteminfoRecord)),
        firmware=_dmi(records, DmiField.BIOS_VENDOR)
        or _value(r.bios_version for r in _of(records, SysteminfoRecord)),
        detected=_detected(records),
        tool=_value(r.word for r in _of(records, DetectVirtRecord)),
        adapters=_each(
            one.description.value
            for r in _of(records, AdaptersRecord)
            for one in r.adapters
            if one.description
        ),
        mac_prefixes=_each(one.mac[:8] for one in _interfaces(records)),
        pci_ids=_each(
            f"{one.id.vendor}:{one.id.device}"
            for r in _of(records, LspciRecord)
            for one in r.devices
            if one.id
        ),
        modules=_each(
            one.name for r in _of(records, ModulesRecord) for one in r.modules if one.name in _KNOWN
        ),
    )


def _of(records: Iterable[Record], kind: type[R]) -> list[R]:
    return [record for record in records if isinstance(record, kind)]


def _first(values: Iterable[str]) -> str | None:
    return next(iter(values), None)


def _value(fields: Iterable[Field | None]) -> str | None:
    return _first(one.value for one in fields if one is not None)


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _flags(records: Iterable[Record]) -> frozenset[str]:
    """Return the first processor's flags, or none where no probe shows them."""
    shown = [r.flags for r in records if isinstance(r, LscpuRecord | CpuinfoRecord)]
    return frozenset((_value(shown) or "").split())


def _signature(records: Iterable[Record]) -> str | None:
    for record in _of(records, CpuidRecord):
        leaf = record.of(_SIGNATURE)
        if leaf is not None and leaf.text.isprintable():
            return leaf.text.strip() or None
        if record.signatures:
            return record.signatures[0].value
    return None


def _interfaces(records: Iterable[Record]) -> Iterator[Interface]:
    for record in records:
        if isinstance(record, MacRecord):
            yield from record.interfaces
        elif isinstance(record, AdaptersRecord):
            yield from (one.address for one in record.adapters if one.address)


def _dmi(records: Iterable[Record], field: DmiField) -> str | None:
    values = (one for r in _of(records, DmiRecord) for one in r.values)
    return _first(one.value for one in values if one.field is field)


def _detected(records: Iterable[Record]) -> bool | None:
    for record in _of(records, SysteminfoRecord):
        if record.hypervisor_detected is not None:
            return True
        if record.requirements:
            return False
    return None
