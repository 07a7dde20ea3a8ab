"""Evidence from Xen's own files: its presence, dom0's rights, Amazon's UUID."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.xen import XenFile, XenRecord
from hvutils.tables.words import Cloud, Hypervisor

__all__ = ["find"]

_SYSFS = "Linux ABI, sysfs-hypervisor-xen"
_FEATURES = "Xen public/features.h, XENFEAT_dom0"
_DOM0_BIT = 11
_DOM0 = "00000000-0000-0000-0000-000000000000"


def find(record: XenRecord) -> Iterator[Finding]:
    """Yield what one of the files says."""
    value = record.value.value
    runs, hosts = Says(Subject.HYPERVISOR, Hypervisor.XEN), Says(Subject.HOSTS, Hypervisor.XEN)
    match record.kind:
        case XenFile.CAPABILITIES if "control_d" in value:
            yield _make(record, f"capabilities: {value}: Xen's dom0", hosts, 0.95, "virt-what")
        case XenFile.FEATURES if _has_dom0(value):
            yield _make(record, f"features: {value}: Xen's dom0", hosts, 0.9, _FEATURES)
        case XenFile.TYPE if value == "xen":
            yield _make(record, f"hypervisor type: {value}", runs, 0.85, _SYSFS)
        case XenFile.GUEST_TYPE if value in ("PV", "HVM", "PVH"):
            yield _make(record, f"guest type: {value}", runs, 0.85, _SYSFS)
        case XenFile.UUID if value == _DOM0:
            yield _make(record, "hypervisor uuid: all zero: Xen's dom0", hosts, 0.9, _SYSFS)
        case XenFile.UUID if value:
            yield _make(record, "hypervisor uuid: a domain's", runs, 0.8, _SYSFS)
            # One UUID in 4096 begins so by chance.
            if value.casefold().startswith("ec2"):
                says = Says(Subject.CLOUD, cloud=Cloud.AWS)
                yield _make(record, "hypervisor uuid: ec2…", says, 0.8, "cloud-init ds-identify")


def _has_dom0(value: str) -> bool:
    try:
        return bool(int(value, 16) >> _DOM0_BIT & 1)
    except ValueError:
        return False


def _make(record: XenRecord, text: str, says: Says, strength: float, source: str) -> Finding:
    place = record.value.line
    return Finding(Kind.XEN, Witness.PROCESSOR, record.file, place, text, says, strength, source)
