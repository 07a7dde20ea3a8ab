"""Evidence from a hypervisor's own shell: it is the host, and which product it is."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.hosts import HostProbe, HostRecord
from hvutils.tables.words import Hypervisor

__all__ = ["find"]

_ESXCLI = {
    HostProbe.ESXCLI_GUESTS: "ESXi lists a guest that runs: {}",
    HostProbe.ESXCLI_NICS: "ESXi lists its uplinks: {}",
    HostProbe.ESXCLI_PLATFORM: "ESXi tells the machine beneath: {}",
    HostProbe.ESXCLI_CPU: "ESXi tells what the processor offers it: {}",
}
_RUNNING = {
    HostProbe.VMRUN: (Hypervisor.VMWARE, "vmrun manual"),
    HostProbe.VBOXMANAGE: (Hypervisor.VIRTUALBOX, "VirtualBox manual, VBoxManage"),
}


def find(record: HostRecord) -> Iterator[Finding]:
    """Yield what one of the commands says; a listing without a running guest says nothing."""
    if record.value is None:
        return
    text, line = record.value.value, record.value.line
    if record.probe is HostProbe.ESXI:
        # ESXi's shell runs on the host only: no guest prints this.
        for says, strength in (
            (Says(Subject.HOSTS, Hypervisor.VMWARE), 0.95),
            (Says(Subject.PRODUCT, name=text), 0.9),
        ):
            yield Finding(
                *(Kind.GUESTS, Witness.SYSTEM, record.file, line, text, says, strength),
                "VMware ESXi manual",
            )
        return
    if record.probe in _ESXCLI:
        shown = _ESXCLI[record.probe].format(text)
        # The listing has no version, and is of no other product.
        for says, strength in (
            (Says(Subject.HOSTS, Hypervisor.VMWARE), 0.9),
            (Says(Subject.PRODUCT, name="VMware ESXi"), 0.8),
        ):
            yield Finding(
                *(Kind.GUESTS, Witness.SYSTEM, record.file, line, shown, says, strength),
                "VMware, ESXCLI reference",
            )
        return
    hypervisor, source = _RUNNING[record.probe]
    says = Says(Subject.HOSTS, hypervisor)
    shown = f"a guest runs: {text}"
    yield Finding(Kind.GUESTS, Witness.SYSTEM, record.file, line, shown, says, 0.9, source)
