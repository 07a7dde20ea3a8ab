"""Evidence from /proc/cpuinfo of other processors than x86, and of User Mode Linux.

What each proves: IBM Z's version tells a guest of z/VM or KVM from a partition; Power's platform
tells a partition or guest from the machine itself; sun4v is a logical domain, whichever. Arm and
RISC-V say nothing of a hypervisor, except where QEMU made the processor up; the name of a board
speaks for one. Silence is no evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.cpuinfo import CpuinfoRecord
from hvutils.parsers.record import Field
from hvutils.tables.words import Hypervisor

__all__ = ["find"]

_H, _S = Hypervisor, Subject
# Since POWER5 the firmware's hypervisor is “always active when the server is running, whether the
# server is partitioned or not” (IBM, p5 520 technical overview); a POWER4 could be booted with “no
# LPAR support running” (IBM, AIX, system components), and a blade's PPC970 has none.
_PARTITIONED = re.compile(r"POWER(?:[5-9]|1\d)\b|POWER\d{1,2}\+? \(architected\)")
# What kernels call any machine, and the boards that QEMU is run as to try kernels.
_NO_BOARDS = (
    *("Dummy Virtual Machine", "Generic DT based system", "Goldfish", "ranchu", "Foundation"),
    *("ARM-Versatile", "ARM-RealView", "ARM-Integrator", "BCM2835 (QEMU"),
)
_VERSION = re.compile(r"version = ([0-9A-Fa-f]{2}),")
_QEMU_PART = (0x00, 0x51)
_QEMU_RELEASES = range(0x070000, 0x0C0000)


def find(record: CpuinfoRecord) -> Iterator[Finding]:
    """Yield what the lines that only these processors have say."""
    vendor = record.vendor
    if vendor is not None and vendor.value == "User Mode Linux":
        says = Says(_S.HYPERVISOR, _H.UML)
        yield _make(record, vendor, vendor.value, says, 0.95, "systemd virt.c")
    if vendor is not None and vendor.value == "PowerVM Lx86":
        # It translates x86 programs on a Linux on Power, and shows them this processor.
        says = Says(_S.HYPERVISOR, _H.POWERVM)
        yield _make(record, vendor, vendor.value, says, 0.9, "virt-what")
    if vendor is not None and vendor.value == "IBM/S390":
        yield from _ibm_z(record, vendor)
    yield from _power(record)
    yield from _arm(record)
    yield from _riscv(record)
    for field in (record.type, record.mmu):
        if field is not None and "sun4v" in field.value:
            # The control domain is a logical domain too: a guest in name at least.
            text = f"{field.value}: a logical domain, the control domain or another"
            says = Says(_S.HYPERVISOR, _H.LDOMS)
            yield _make(record, field, text, says, 0.5, "Linux sparc64")
            return


def _ibm_z(record: CpuinfoRecord, vendor: Field) -> Iterator[Finding]:
    text = "IBM/S390: Linux never runs outside a logical partition here"
    yield _make(record, vendor, text, Says(_S.PRESENT), 0.8, "IBM Z, PR/SM")
    field = record.processor_0
    match = _VERSION.search(field.value) if field else None
    if field is None or match is None:
        return
    source = "Linux s390 machine detection"
    if match.group(1).upper() == "FF":
        text = "version = FF: a virtual machine, of z/VM or of KVM"
        yield _make(record, field, text, Says(_S.PRESENT), 0.95, source)
    elif match.group(1) == "00":
        text = "version = 00: in a logical partition, and in no virtual machine there"
        yield _make(record, field, text, Says(_S.HYPERVISOR, _H.IBM_LPAR), 0.8, source)


def _power(record: CpuinfoRecord) -> Iterator[Finding]:
    machine, platform, cpu = record.machine, record.platform, record.cpu
    native = platform is not None and platform.value == "PowerNV"
    if machine is not None and "emulated by qemu" in machine.value:
        # QEMU's PowerNV has no KVM: the hypervisor's mode itself is emulated.
        named, strength = (_H.QEMU, 0.8) if native else (_H.KVM, 0.5)
        for says, sure in ((Says(_S.PRESENT), 0.95), (Says(_S.HYPERVISOR, named), strength)):
            yield _make(record, machine, machine.value, says, sure, "QEMU ppc machines")
    elif native and platform is not None:
        text = "platform: PowerNV, Linux on the machine itself"
        yield _make(record, platform, text, Says(_S.ABSENT), 0.9, "Linux powernv")
    elif platform is not None and platform.value == "pSeries" and machine is not None:
        if cpu is None or not _PARTITIONED.match(cpu.value):
            return
        text = f"platform: pSeries on {cpu.value.partition(',')[0]}, {machine.value}"
        for says, sure in ((Says(_S.PRESENT), 0.8), (Says(_S.HYPERVISOR, _H.POWERVM), 0.6)):
            yield _make(record, platform, text, says, sure, "IBM PowerVM, PAPR")


def _arm(record: CpuinfoRecord) -> Iterator[Finding]:
    hardware = record.hardware
    if hardware is not None and hardware.value == "Dummy Virtual Machine":
        # The kernel's name for a machine of KVM's and of Xen's alike.
        text = f"Hardware: {hardware.value}"
        yield _make(record, hardware, text, Says(_S.PRESENT), 0.95, "Linux arm mach-virt")
    yield from _board(record)
    implementer, part = record.implementer, record.part
    if implementer is None or part is None:
        return
    if (_number(implementer), _number(part)) == _QEMU_PART:
        text = f"CPU implementer {implementer.value}, part {part.value}: emulated, QEMU's “max”"
        says = Says(_S.HYPERVISOR, _H.QEMU)
        yield _make(record, part, text, says, 0.9, "QEMU arm processors")


def _board(record: CpuinfoRecord) -> Iterator[Finding]:
    """Read the board's name, which the kernel takes from the board's own description."""
    hardware, board = record.hardware, record.board
    if board is not None and board.value.startswith("Raspberry Pi "):
        says = Says(_S.PHYSICAL, name=board.value)
        yield _make(record, board, f"Model: {board.value}", says, 0.7, "Linux arm, cpuinfo")
    elif hardware is not None and hardware.value and not hardware.value.startswith(_NO_BOARDS):
        says = Says(_S.PHYSICAL, name=hardware.value)
        yield _make(
            record, hardware, f"Hardware: {hardware.value}", says, 0.6, "Linux arm, cpuinfo"
        )


def _riscv(record: CpuinfoRecord) -> Iterator[Finding]:
    design = record.uarch
    if design is not None and not design.value.startswith("riscv"):
        # QEMU's device trees call every processor "riscv", of which the kernel makes no line.
        text = f"uarch: {design.value}, of a board's device tree"
        says = Says(_S.PHYSICAL, name=f"a board with {design.value}")
        yield _make(record, design, text, says, 0.6, "Linux riscv cpu.c")
    arch, implementation = record.marchid, record.mimpid
    if arch is None or implementation is None or record.mvendorid is None:
        return
    number = _number(arch)
    same = number is not None and number == _number(implementation)
    # Releases 7.1 to 8.0 gave their own number for both; real cores have a maker's.
    if same and number in _QEMU_RELEASES and _number(record.mvendorid) == 0:
        text = f"marchid and mimpid {arch.value}: a release of QEMU, emulated"
        says = Says(_S.HYPERVISOR, _H.QEMU)
        yield _make(record, arch, text, says, 0.8, "QEMU riscv processors")


def _number(field: Field) -> int | None:
    text = field.value[:20]
    try:
        return int(text, 16)
    except ValueError:
        return None


def _make(
    record: CpuinfoRecord, field: Field, text: str, says: Says, strength: float, source: str
) -> Finding:
    return Finding(
        *(Kind.CPU_LINES, Witness.PROCESSOR, record.file, field.line),
        *(text, says, strength, source),
    )
