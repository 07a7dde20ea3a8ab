"""Evidence from the kernel's log.

Each line speaks for the witness behind it: the processor (what was detected, the clock), the
firmware (ACPI, DMI), the devices (disks), or another tool (what systemd concluded).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hvutils.evidence.disks import find_model
from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.evidence.firmware import Observed, find_strings
from hvutils.evidence.tools import said
from hvutils.parsers.bsd import VmGuestRecord
from hvutils.parsers.clock import ClockRecord
from hvutils.parsers.kernel_log import KernelLogRecord, LogLine, Topic
from hvutils.tables.bsd import VM_GUESTS
from hvutils.tables.cpuid import signature
from hvutils.tables.detect_virt import WORDS
from hvutils.tables.dmi import DmiField
from hvutils.tables.kernel_log import ACPI, CLOCKS, DETECTED, PVBUS, LogRow
from hvutils.tables.words import Hypervisor

__all__ = ["find", "find_clock", "find_word"]

_S = Subject
_VENDOR_WORDS = 5


def find(record: KernelLogRecord) -> Iterator[Finding]:
    """Yield what one log says; what it repeats counts once."""
    seen: set[tuple[Topic, str]] = set()
    for line in record.lines:
        value = _acpi_key(line.value) if line.topic is Topic.ACPI else line.value
        if (line.topic, value) not in seen:
            seen.add((line.topic, value))
            yield from _of(record.file, line)


def find_clock(record: ClockRecord) -> Iterator[Finding]:
    """Yield what the clocks of one file say."""
    for name in record.names:
        line = LogLine(Topic.CLOCK, name.value, name.line)
        yield from _named(record.file, line, f"clocksource {name.value}", name.value, CLOCKS)


def find_word(record: VmGuestRecord) -> Iterator[Finding]:
    """Yield what FreeBSD's word for the hypervisor says."""
    value = record.word.value
    line = LogLine(Topic.HYPERVISOR, value, record.word.line)
    text, source = f"kern.vm_guest: {value}", "FreeBSD kern.vm_guest"
    subject, strength = (_S.ABSENT, 0.7) if value == "none" else (_S.PRESENT, 0.9)
    yield _make(Witness.PROCESSOR, record.file, line, text, Says(subject), strength, source)
    yield from _named(record.file, line, text, value, VM_GUESTS)


def _of(file: str, line: LogLine) -> Iterator[Finding]:
    processor = Witness.PROCESSOR
    match line.topic:
        case Topic.HYPERVISOR:
            text = f"Hypervisor detected: {line.value}"
            says = Says(_S.PRESENT)
            yield _make(processor, file, line, text, says, 0.9, "Linux x86 hypervisor detection")
            yield from _named(file, line, text, line.value, DETECTED)
        case Topic.PARAVIRTUAL:
            text = f"paravirtualized kernel on {line.value}"
            yield from _named(file, line, text, line.value, DETECTED)
        case Topic.ORIGIN if (row := signature(line.value)) is not None:
            says, text = Says(_S.HYPERVISOR, row.hypervisor), f"Origin = {line.value}"
            yield _make(processor, file, line, text, says, row.strength, row.source)
        case Topic.PVBUS:
            text = f"pvbus0: {line.value}"
            yield from _named(file, line, text, line.value, PVBUS)
        case Topic.CLOCK:
            yield from _named(file, line, f"clocksource {line.value}", line.value, CLOCKS)
        case Topic.KVM_CLOCK:
            yield from _named(file, line, f"kvm-clock: {line.value}", "kvm-clock", CLOCKS)
        case Topic.VMWARE:
            says, text = Says(_S.HYPERVISOR, Hypervisor.VMWARE), f"vmware: {line.value}"
            yield _make(processor, file, line, text, says, 0.9, "Linux x86 vmware.c")
        case Topic.ROOT:
            says = Says(_S.HOSTS, Hypervisor.HYPER_V)
            text = "Hyper-V: running as root partition"
            yield _make(processor, file, line, text, says, 0.95, "Linux mshyperv.c")
        case Topic.ACPI:
            yield from _acpi(file, line)
        case Topic.DMI:
            yield from _dmi(file, line)
        case Topic.DISK:
            yield from find_model(file, line.line, line.value)
        case Topic.DETECTED if line.value in WORDS:
            text = f"systemd: Detected virtualization {line.value}"
            yield from said(WORDS[line.value], file, line.line, text)


def _named(
    file: str, line: LogLine, text: str, value: str, rows: Sequence[LogRow]
) -> Iterator[Finding]:
    for row in rows:
        if value.casefold().startswith(row.text.casefold()):
            says = Says(_S.HYPERVISOR, row.hypervisor)
            yield _make(Witness.PROCESSOR, file, line, text, says, row.strength, row.source)
            return


def _acpi_key(value: str) -> str:
    words = value.split()
    return f"{words[0]} {_compiler(words)}" if words else ""


def _compiler(words: list[str]) -> str:
    """Return the id of the table's compiler: the word before the last number."""
    return words[-2] if len(words) >= 4 else ""


def _acpi(file: str, line: LogLine) -> Iterator[Finding]:
    words = line.value.split()
    for row in ACPI:
        if row.text != (_compiler(words) if row.compiler else words[0] if words else ""):
            continue
        text = f"ACPI {'compiler' if row.compiler else 'OEM'} {row.text}"
        if row.machine is not None:
            yield _acpi_says(file, line, text, Says(_S.PRESENT), row.machine, row.source)
        if row.hypervisor is not None:
            says = Says(_S.HYPERVISOR, row.hypervisor)
            yield _acpi_says(file, line, text, says, row.strength, row.source)
        if row.cloud is not None:
            says = Says(_S.CLOUD, cloud=row.cloud)
            yield _acpi_says(file, line, text, says, row.strength, row.source)


def _acpi_says(
    file: str, line: LogLine, text: str, says: Says, strength: float, source: str
) -> Finding:
    return Finding(Kind.ACPI, Witness.FIRMWARE, file, line.line, text, says, strength, source)


def _dmi(file: str, line: LogLine) -> Iterator[Finding]:
    """Read vendor and product, which the kernel writes without a mark between them.

    The first split that the tables know wins: as a virtual machine, else as a maker's.
    """
    names, _, bios = line.value.partition(", BIOS ")
    words = names.partition("/")[0].split()
    physical: list[Finding] = []
    for length in range(1, min(len(words), _VENDOR_WORDS) + 1):
        strings = {
            DmiField.SYS_VENDOR: " ".join(words[:length]),
            DmiField.PRODUCT_NAME: " ".join(words[length:]),
            DmiField.BIOS_VERSION: bios,
        }
        observed = [
            Observed(field, value, file, line.line, Kind.KERNEL_LOG)
            for field, value in strings.items()
            if value
        ]
        # Where the vendor ends is a guess: good enough to know it, too weak to quote a product.
        found = [
            replace(item, text=f"DMI: {names}")
            for item in find_strings(observed)
            if item.says.subject is not _S.PRODUCT
        ]
        # "XEN Systems Workstation" has the vendor "XEN" by one guess; a guest of Xen says more.
        if words[0].casefold() == "xen" and not _is_xens(words):
            continue
        subjects = {finding.says.subject for finding in found}
        if subjects & {_S.HYPERVISOR, _S.CLOUD}:
            yield from found
            return
        if _S.PHYSICAL in subjects and not physical:
            physical = found
    yield from physical


def _is_xens(words: list[str]) -> bool:
    return " ".join(words[1:3]).casefold() == "hvm domu"


def _make(
    witness: Witness, file: str, line: LogLine, text: str, says: Says, strength: float, source: str
) -> Finding:
    return Finding(Kind.KERNEL_LOG, witness, file, line.line, text, says, strength, source)
