"""What a capture is from and what it holds already: what to ask for next depends on both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from hvutils.captures import ProbeFile
from hvutils.parsers import Record
from hvutils.parsers.adapters import AdaptersRecord
from hvutils.parsers.composite import parts
from hvutils.parsers.cpuid import CpuidRecord
from hvutils.parsers.cpuinfo import CpuinfoRecord
from hvutils.parsers.device_tree import DeviceTreeRecord
from hvutils.parsers.dmi import DmiRecord
from hvutils.parsers.driverquery import DriverqueryRecord
from hvutils.parsers.kernel_log import KernelLogRecord
from hvutils.parsers.lscpu import LscpuRecord
from hvutils.parsers.lspci import LspciRecord
from hvutils.parsers.modules import ModulesRecord
from hvutils.parsers.sysinfo import SysinfoRecord
from hvutils.parsers.systeminfo import SysteminfoRecord
from hvutils.parsers.vmware_session import SessionRecord
from hvutils.parsers.wmi import WmiRecord
from hvutils.parsers.xen import XenRecord

__all__ = ["Held", "Setting", "System", "setting"]

_HEAD = 4000
# Inventories are sorted by key, and long.
_INVENTORY = 200_000
_KERNEL = re.compile(r'"kernel"\s*:\s*"([A-Za-z]{2,20})"')
_MACHINE = re.compile(r'"(?:architecture|hardwaremodel|machine)"\s*:\s*"([\w-]{2,20})"')
# udevadm: the channel subsystem is IBM Z's, virtual I/O and OPAL are Power's.
_UDEV = (("/devices/css0/", "s390x"), ("/devices/vio/", "ppc64"), ("ibm,opal", "ppc64"))
# ifconfig tells them by how each writes its flags, uname by its first word.
_OTHER_SYSTEMS = (
    (re.compile(r"^[a-z]+\d+: flags=[0-9a-f]+<UP,[^>\n]*> metric \d+ mtu", re.MULTILINE), "BSD"),
    (re.compile(r"^[a-z]+\d+: flags=[0-9a-f]+<[^>\n]*> mtu \d+ index", re.MULTILINE), "SunOS"),
    (re.compile(r"^[a-z]+\d+: flags=[0-9a-f]+,[0-9a-f]+<", re.MULTILINE), "AIX"),
)
_NAME = re.compile(
    r"^(FreeBSD|OpenBSD|NetBSD|DragonFly|SunOS|AIX)\b"
    r'|^\s*"?kernel"?\s*(?:=>|[:=])\s*"?(FreeBSD|OpenBSD|NetBSD|DragonFly|SunOS|AIX)\b',
    re.MULTILINE,
)
_OTHER = re.compile(
    r"\b(aarch64|armv\d\w*|ppc64\w*|s390x?|riscv\d+|loongarch\d+|sparc\w*|mips\w*)\b"
)
_X86 = ("x86", "i386", "i486", "i586", "i686", "i86pc", "amd64")
_WITHOUT_DMI = ("ppc", "power", "s390", "sparc", "sun4", "mips")
"""Architectures whose firmware has no SMBIOS table."""


class System(Enum):
    """The operating system that the probes ran on."""

    LINUX = "Linux"
    WINDOWS = "Windows"
    BSD = "a BSD"
    SOLARIS = "Solaris"
    AIX = "AIX"


class Held(Enum):
    """What a capture holds, by what it can tell."""

    STRINGS = "the firmware's strings"
    FIRMWARE_TABLE = "the firmware's table"
    PROCESSOR = "the processor as Linux shows it"
    LEAVES = "CPUID leaves"
    DEVICES = "PCI devices"
    DRIVERS = "loaded drivers"
    KERNEL_LOG = "the kernel's log"
    DEVICE_TREE = "the device tree"
    LAYERS = "IBM Z's layers"
    XEN = "Xen's own files"
    SYSTEMINFO = "systeminfo"
    OBJECTS = "WMI's objects"
    SESSION = "the session of VMware's tools"


_HOLDS: tuple[tuple[type[Record], Held], ...] = (
    (DmiRecord, Held.STRINGS),
    (LscpuRecord, Held.PROCESSOR),
    (CpuinfoRecord, Held.PROCESSOR),
    (CpuidRecord, Held.LEAVES),
    (LspciRecord, Held.DEVICES),
    (ModulesRecord, Held.DRIVERS),
    (KernelLogRecord, Held.KERNEL_LOG),
    (DeviceTreeRecord, Held.DEVICE_TREE),
    (SysinfoRecord, Held.LAYERS),
    (XenRecord, Held.XEN),
    (SysteminfoRecord, Held.SYSTEMINFO),
    (WmiRecord, Held.OBJECTS),
    (SessionRecord, Held.SESSION),
)
_WINDOWS = (SysteminfoRecord, WmiRecord, DriverqueryRecord, AdaptersRecord)


@dataclass(frozen=True)
class Setting:
    """Where the probes ran, and what is there of them.

    Args:
        system: the operating system.
        x86: whether the processor is an x86 one; None where nothing tells.
        s390: whether the machine is an IBM Z.
        dmi: whether such a machine can have an SMBIOS table.
        held: what the capture holds.
    """

    system: System = System.LINUX
    x86: bool | None = None
    s390: bool = False
    dmi: bool = True
    held: frozenset[Held] = frozenset()


def setting(files: Sequence[ProbeFile], records: Sequence[Record]) -> Setting:
    """Tell where a capture's probes ran, and what they are.

    Args:
        files: the capture's files.
        records: what the parsers made of them.
    """
    flat = tuple(parts(records))
    held = {name for record in flat for kind, name in _HOLDS if isinstance(record, kind)}
    tables = [record for record in flat if isinstance(record, DmiRecord)]
    # sysfs gives a string a file; what was refused gives none.
    if not any(record.values for record in tables):
        held.discard(Held.STRINGS)
    if any(len(record.values) > 1 or record.virtual_machine for record in tables):
        held.add(Held.FIRMWARE_TABLE)
    architecture = _architecture(files, flat)
    return Setting(
        _system(files, flat),
        None if architecture is None else architecture.startswith(_X86),
        (architecture or "").startswith("s390") or Held.LAYERS in held,
        not (architecture or "").startswith(_WITHOUT_DMI),
        frozenset(held),
    )


def _system(files: Sequence[ProbeFile], records: Sequence[Record]) -> System:
    if any(isinstance(record, _WINDOWS) for record in records):
        return System.WINDOWS
    for file in files:
        name = _kernel(file)
        if name in _SYSTEMS:
            return _SYSTEMS[name]
        if name.endswith(("BSD", "Fly")):
            return System.BSD
    return System.LINUX


_SYSTEMS = {"SunOS": System.SOLARIS, "AIX": System.AIX, "Linux": System.LINUX}


def _kernel(file: ProbeFile) -> str:
    """Return the name of the kernel that a file is from, or nothing where it does not tell."""
    head = file.text[:_HEAD]
    if head.lstrip()[:1] == "{":
        fact = _KERNEL.search(file.text[:_INVENTORY])
        return fact[1] if fact else ""
    named = _NAME.search(head)
    if named:
        return named[1] or named[2]
    return next((name for pattern, name in _OTHER_SYSTEMS if pattern.search(head)), "")


def _architecture(files: Sequence[ProbeFile], records: Sequence[Record]) -> str | None:
    """Return the architecture's name as Linux writes it, or None where nothing tells."""
    for record in records:
        if isinstance(record, CpuidRecord) or (isinstance(record, CpuinfoRecord) and record.x86):
            return "x86_64"
        if isinstance(record, LscpuRecord) and record.architecture is not None:
            return record.architecture.value.casefold()
        if isinstance(record, SysinfoRecord):
            return "s390x"
    for record in records:
        if isinstance(record, CpuinfoRecord):
            return _of_cpuinfo(record)
    for file in files:
        found = _of_inventory(file)
        if found:
            return found
    # uname's line, whatever its file is called; a longer text may name any architecture.
    for file in files:
        if len(file.text) < _HEAD and file.text.count("\n") <= 1:
            other = _OTHER.search(file.text)
            if other or "x86_64" in file.text:
                return other.group(1) if other else "x86_64"
    return None


def _of_cpuinfo(record: CpuinfoRecord) -> str:
    if record.vendor is not None and "S390" in record.vendor.value:
        return "s390x"
    if record.type is not None and record.type.value.startswith("sun4"):
        return "sparc64"
    # Of the processors that Linux knows, only Power's have a line "platform".
    power = record.cpu is not None and record.cpu.value.startswith(("POWER", "PPC"))
    if power or record.platform is not None:
        return "ppc64"
    return "aarch64" if record.implementer is not None else "other"


def _of_inventory(file: ProbeFile) -> str:
    """Return the architecture by facts in JSON, or by the devices that udevadm lists."""
    head = file.text[:_INVENTORY]
    if head.lstrip()[:1] == "{":
        fact = _MACHINE.search(head)
        return fact[1].casefold() if fact else ""
    if head.startswith("P: /devices/"):
        return next((name for part, name in _UDEV if part in head), "")
    return ""
