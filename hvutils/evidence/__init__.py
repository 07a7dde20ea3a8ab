"""Evidence: from records to findings, one small file a kind. Each finding is kept; none decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hvutils.evidence import (
    adapters,
    containers,
    cpuid,
    device_tree,
    devices,
    disks,
    drivers,
    firmware,
    hosts,
    kernel_log,
    kvm_host,
    mainframe,
    network,
    other_tools,
    processor,
    tools,
    vmware_session,
    windows,
    windows_drivers,
    wmi,
    xen,
)
from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers import Record
from hvutils.parsers.adapters import AdaptersRecord
from hvutils.parsers.addresses import AddressesRecord
from hvutils.parsers.bsd import VmGuestRecord
from hvutils.parsers.clock import ClockRecord
from hvutils.parsers.cmdline import CmdlineRecord
from hvutils.parsers.composite import parts
from hvutils.parsers.containers import ContainerRecord
from hvutils.parsers.cpuid import CpuidRecord
from hvutils.parsers.cpuinfo import CpuinfoRecord
from hvutils.parsers.detect_virt import DetectVirtRecord
from hvutils.parsers.device_tree import DeviceTreeRecord
from hvutils.parsers.disks import DisksRecord
from hvutils.parsers.dmi import DmiRecord
from hvutils.parsers.driverquery import DriverqueryRecord
from hvutils.parsers.hosts import HostRecord
from hvutils.parsers.kernel_log import KernelLogRecord
from hvutils.parsers.kvm_host import KvmRecord
from hvutils.parsers.kvp import KvpRecord
from hvutils.parsers.lparcfg import LparcfgRecord
from hvutils.parsers.lscpu import LscpuRecord
from hvutils.parsers.lspci import LspciRecord
from hvutils.parsers.mac import MacRecord
from hvutils.parsers.modules import ModulesRecord
from hvutils.parsers.sysinfo import SysinfoRecord
from hvutils.parsers.systeminfo import SysteminfoRecord
from hvutils.parsers.tool_words import ToolRecord
from hvutils.parsers.udevadm import ModaliasRecord
from hvutils.parsers.vmware_session import SessionRecord
from hvutils.parsers.wmi import WmiRecord
from hvutils.parsers.xen import XenRecord

__all__ = ["Finding", "Kind", "Says", "Subject", "Witness", "find"]


def _of(record: Record) -> Iterator[Finding]:
    match record:
        case CpuidRecord():
            yield from cpuid.find(record)
        case LscpuRecord():
            yield from processor.find_lscpu(record)
        case CpuinfoRecord():
            yield from processor.find_cpuinfo(record)
        case LspciRecord():
            yield from devices.find(record)
        case ModulesRecord():
            yield from drivers.find(record)
        case ClockRecord():
            yield from kernel_log.find_clock(record)
        case AddressesRecord():
            yield from drivers.find_owners(record)
        case CmdlineRecord():
            yield from disks.find_started(record)
        case VmGuestRecord():
            yield from kernel_log.find_word(record)
        case KernelLogRecord():
            yield from kernel_log.find(record)
        case XenRecord():
            yield from xen.find(record)
        case DisksRecord():
            yield from disks.find(record)
        case MacRecord():
            yield from network.find(record)
        case SysteminfoRecord():
            yield from windows.find(record)
        case SysinfoRecord():
            yield from mainframe.find(record)
        case LparcfgRecord():
            yield from mainframe.find_partition(record)
        case DetectVirtRecord():
            yield from tools.find(record)
        case AdaptersRecord():
            yield from adapters.find(record)
        case WmiRecord():
            yield from wmi.find(record)
        case DriverqueryRecord():
            yield from windows_drivers.find(record)
        case ContainerRecord():
            yield from containers.find(record)
        case KvpRecord():
            yield from kvm_host.find_named_host(record)
        case KvmRecord():
            yield from kvm_host.find(record)
        case HostRecord():
            yield from hosts.find(record)
        case DeviceTreeRecord():
            yield from device_tree.find(record)
        case SessionRecord():
            yield from vmware_session.find(record)
        case ToolRecord():
            yield from other_tools.find(record)


def find(records: Sequence[Record]) -> tuple[Finding, ...]:
    """Find everything that the records of one machine say.

    Args:
        records: what the parsers made of the probes.

    Returns:
        The findings in the order of files and lines, whatever the order of the records.
    """
    ordered = sorted(parts(records), key=lambda record: record.file)
    dmi = [item for item in ordered if isinstance(item, DmiRecord)]
    # A modalias has lost the blanks of its strings: it speaks where no other probe has them.
    dmi.sort(key=lambda record: isinstance(record, ModaliasRecord))
    found = list(firmware.find_dmi(dmi))
    for record in ordered:
        found.extend(_of(record))
    return tuple(sorted(set(found), key=_order))


def _order(finding: Finding) -> tuple[str, int, str, str, str, float, str]:
    # Down to the last field: what is left to a set's order differs from one run to the next.
    return (
        *(finding.file, finding.line, finding.kind, str(finding.says), finding.text),
        *(-finding.strength, finding.source),
    )
