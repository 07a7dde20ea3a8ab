"""Which commands would settle what is open, for the operating system that the probes show."""

from __future__ import annotations

from hvutils.evidence.finding import Kind
from hvutils.evidence.weighing import Case
from hvutils.tables.words import Hypervisor, Role

__all__ = ["next_probes"]

_WINDOWS = frozenset((Kind.SYSTEMINFO, Kind.ADAPTER))
_FIRMWARE = "grep . /sys/class/dmi/id/{sys_vendor,product_name,board_vendor,bios_vendor}"
_PROCESSOR = "LC_ALL=C lscpu"
_LEAVES = "cpuid -1 -r"
_DEVICES = "lspci -nnk"
_ENOUGH = 0.9


def next_probes(
    case: Case, role: Role, hypervisor: Hypervisor | None, confidence: float
) -> tuple[str, ...]:
    """Return the commands that would settle what is open, the most telling first.

    Args:
        case: the findings.
        role: the verdict's role.
        hypervisor: the verdict's hypervisor.
        confidence: the verdict's confidence.
    """
    kinds = case.kinds()
    if kinds & _WINDOWS:
        return tuple(_windows(role, confidence))
    probes: list[str] = []
    if role is Role.UNDETERMINED or confidence < _ENOUGH:
        if not kinds & {Kind.DMI}:
            probes.append(_FIRMWARE)
        if not kinds & {Kind.LSCPU, Kind.CPUID}:
            probes.append(_PROCESSOR)
        if Kind.CPUID not in kinds:
            probes.append(_LEAVES)
        if not kinds & {Kind.CHIPSET, Kind.PCI}:
            probes.append(_DEVICES)
        if role is Role.UNDETERMINED and Kind.DMI in kinds:
            probes.append("sudo dmidecode -t bios -t system -t baseboard -t chassis")
    if role is Role.GUEST and hypervisor is Hypervisor.VMWARE:
        # Only the host's tools tell ESXi from Workstation.
        probes.append("vmware-toolbox-cmd stat raw text session")
    if role is Role.GUEST and hypervisor is Hypervisor.HYPER_V and Kind.CPUID not in kinds:
        probes.append("cpuid -1 -r -l 0x40000003")
    if role in (Role.GUEST, Role.HOST) and not kinds & {Kind.LSCPU, Kind.CPU_FLAGS, Kind.CPUID}:
        probes.append("grep -m1 -oEw 'vmx|svm' /proc/cpuinfo")
    return tuple(dict.fromkeys(probes))


def _windows(role: Role, confidence: float) -> list[str]:
    if role is not Role.UNDETERMINED and confidence >= _ENOUGH:
        return []
    return [
        "Get-CimInstance Win32_ComputerSystem | Format-List Manufacturer,Model,HypervisorPresent",
        "Get-CimInstance Win32_BIOS | Format-List Manufacturer,SMBIOSBIOSVersion,Version",
        "Get-CimInstance Win32_BaseBoard | Format-List Manufacturer,Product",
    ]
