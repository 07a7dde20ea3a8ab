"""Which commands would settle what is open, for the system that the probes ran on.

Each is a command to type as it stands; what needs root on Unix begins with ``sudo``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.evidence.finding import Kind, Subject
from hvutils.evidence.setting import Held, Setting, System
from hvutils.evidence.weighing import Case
from hvutils.tables.words import Hypervisor, Role

__all__ = ["next_probes"]

_ENOUGH = 0.9
_LINUX, _WINDOWS, _BSD = System.LINUX, System.WINDOWS, System.BSD
_SOLARIS, _AIX = System.SOLARIS, System.AIX


@dataclass(frozen=True)
class _Row:
    """A command, what it gives, and where it runs.

    Args:
        command: what to type.
        gives: what a capture holds once it was run; then it is not asked for again.
        system: the operating system that has it.
        x86: True for a command of x86 only, False for one of any other processor only.
    """

    command: str
    gives: Held
    system: System
    x86: bool | None = None


# The most telling first. Without root and with it, a row each.
_ROWS = (
    _Row(
        "grep -s . /sys/class/dmi/id/{sys_vendor,product_name,board_vendor,bios_vendor,"
        "chassis_asset_tag}",
        *(Held.STRINGS, _LINUX),
    ),
    _Row("sudo dmidecode -t bios -t system -t baseboard -t chassis", Held.FIRMWARE_TABLE, _LINUX),
    _Row("LC_ALL=C lscpu", Held.PROCESSOR, _LINUX),
    _Row("cpuid -1 -r", Held.LEAVES, _LINUX, x86=True),
    _Row("cat /proc/sysinfo", Held.LAYERS, _LINUX, x86=False),
    _Row("tr '\\0' '\\n' < /proc/device-tree/compatible", Held.DEVICE_TREE, _LINUX, x86=False),
    _Row("lspci -nnk", Held.DEVICES, _LINUX),
    _Row("lsmod", Held.DRIVERS, _LINUX),
    _Row(
        "sudo dmesg | grep -E 'Hypervisor detected|paravirtualized|DMI:|ACPI:'",
        *(Held.KERNEL_LOG, _LINUX),
    ),
    _Row("kenv | grep smbios", Held.STRINGS, _BSD),
    _Row("sysctl kern.vm_guest hw.model hw.vendor hw.product", Held.PROCESSOR, _BSD),
    _Row("sudo dmidecode -t bios -t system -t baseboard -t chassis", Held.FIRMWARE_TABLE, _BSD),
    _Row("pciconf -lv", Held.DEVICES, _BSD),
    _Row("dmesg", Held.KERNEL_LOG, _BSD),
    # Source: Oracle Solaris 11.4, virtinfo(8), smbios(8), prtdiag(8); IBM AIX 7.3, lparstat.
    _Row("virtinfo -a", Held.LAYERS, _SOLARIS),
    _Row("prtdiag", Held.STRINGS, _SOLARIS),
    _Row("sudo smbios -t SMB_TYPE_SYSTEM", Held.FIRMWARE_TABLE, _SOLARIS, x86=True),
    _Row("lparstat -i", Held.LAYERS, _AIX),
    _Row("prtconf", Held.STRINGS, _AIX),
    _Row("lsdev -Cc adapter", Held.DEVICES, _AIX),
    _Row(
        "Get-CimInstance Win32_ComputerSystem | Format-List Manufacturer,Model,HypervisorPresent",
        *(Held.OBJECTS, _WINDOWS),
    ),
    _Row(
        "Get-CimInstance Win32_BIOS | Format-List Manufacturer,SMBIOSBIOSVersion,Version",
        *(Held.OBJECTS, _WINDOWS),
    ),
    _Row(
        "Get-CimInstance Win32_BaseBoard | Format-List Manufacturer,Product",
        *(Held.OBJECTS, _WINDOWS),
    ),
    _Row("systeminfo", Held.SYSTEMINFO, _WINDOWS),
    _Row(
        "Get-CimInstance Win32_PnPEntity | Format-List Name,Manufacturer,PNPDeviceID",
        *(Held.DEVICES, _WINDOWS),
    ),
)

_TOOLS = "vmware-toolbox-cmd stat raw text session"
_WINDOWS_TOOLS = (
    "& 'C:\\Program Files\\VMware\\VMware Tools\\VMwareToolboxCmd.exe' stat raw text session"
)


def next_probes(
    case: Case,
    role: Role,
    hypervisor: Hypervisor | None,
    confidence: float,
    where: Setting,
) -> tuple[str, ...]:
    """Return the commands that would settle what is open, the most telling first.

    Args:
        case: the findings.
        role: the verdict's role.
        hypervisor: the verdict's hypervisor.
        confidence: the verdict's confidence.
        where: the system that the probes ran on, and what the capture holds of it.
    """
    probes: list[str] = []
    nameless = role is Role.GUEST and hypervisor is None
    if role is Role.UNDETERMINED or nameless or confidence < _ENOUGH:
        probes += [row.command for row in _ROWS if _fits(row, where)]
    probes += _particular(case, role, hypervisor, where)
    return tuple(dict.fromkeys(probes))


def _fits(row: _Row, where: Setting) -> bool:
    if row.system is not where.system or row.gives in where.held:
        return False
    if row.gives is Held.LAYERS and where.system is _LINUX and not where.s390:
        return False
    if row.gives in (Held.STRINGS, Held.FIRMWARE_TABLE) and where.system is _LINUX:
        # There the device tree has the strings, or the hypervisor's own files.
        return where.dmi
    if row.gives is Held.DEVICE_TREE and where.s390:
        return False
    # Where nothing tells the processor, it is an x86 one far more often than not.
    return row.x86 is None or row.x86 is (where.x86 is not False)


def _particular(
    case: Case, role: Role, hypervisor: Hypervisor | None, where: Setting
) -> Iterator[str]:
    """Yield what only this verdict leaves open: a type, a privileged partition, nesting."""
    open_type = role is Role.GUEST and hypervisor is Hypervisor.VMWARE
    if open_type and Held.SESSION not in where.held:
        # Its tools name the product and the version of the host, if the host lets them.
        if where.system is _WINDOWS:
            yield _WINDOWS_TOOLS
        else:
            yield _TOOLS
    if where.system is not _LINUX:
        return
    x86 = where.x86 is not False
    privileged = role is Role.UNDETERMINED and bool(case.of(Subject.PRESENT))
    if privileged and Held.XEN not in where.held:
        yield "grep -s . /sys/hypervisor/{type,properties/features} /proc/xen/capabilities"
    if hypervisor is Hypervisor.HYPER_V and role is Role.GUEST:
        if x86 and Held.LEAVES not in where.held:
            yield "cpuid -1 -r -l 0x40000003"
        # The name of the machine beneath, where the host's integration services write it.
        yield "sudo tr -s '\\0' '\\n' < /var/lib/hyperv/.kvp_pool_3"
    asked = {Kind.LSCPU, Kind.CPU_FLAGS, Kind.CPUID} & case.kinds()
    if role in (Role.GUEST, Role.HOST) and x86 and not asked:
        yield "grep -m1 -oEw 'vmx|svm' /proc/cpuinfo"
