"""Reads the kernel's log: ``dmesg``, ``journalctl -k``, syslog, or lines cut out of them.

Also as ``dmesg -x``, ``-T``, ``-H``, ``--time-format iso``, ``-J`` and ``journalctl -o json`` or
``export`` print it, and the few lines of the BSDs that name a hypervisor.

Schema of ``KernelLogRecord``: ``lines``, the lines that speak of the platform: what each speaks
of, its value, and its number. ACPI tables give a value of OEM id, table id and compiler id.

    [    0.000000] Hypervisor detected: KVM
    Nov 23 01:02:03 web kernel: ACPI: RSDP 0x00000000000E0000 000024 (v02 VBOX  )
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import Enum

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Record

__all__ = ["KernelLogRecord", "LogLine", "Topic", "parse", "recognises"]

# A timestamp, a level, a console prefix of journald: none, some or all of them.
_PREFIX = (
    r"^[ \t]{0,4}(?:MESSAGE=)?(?:<\d{1,3}>)?(?:[a-z0-9]{3,8} {0,6}:[a-z]{3,7} {0,5}: ?)?"
    r"(?:[^\n]{0,160}?\bkernel: ?|\d{4}-\d\d-\d\dT[\d:.,+-]{8,24} )?"
    r"(?:<\d{1,3}>)?(?:\[[^\]\n]{1,40}\] ?){0,2}(?:kernel: )?"
)
_TOPICS = (
    r"(?P<hypervisor>Hypervisor detected: (?P<hypervisor_>[^\n]{1,80}))"
    r"|(?P<paravirtual>Booting paravirtualized kernel on (?P<paravirtual_>[^\n]{1,80}))"
    r"|(?P<origin>Hypervisor: Origin = \"(?P<origin_>[^\"\n]{4,12})\")"
    r"|(?P<pvbus>pvbus0 at mainbus0: (?P<pvbus_>[^\n]{1,60}))"
    r"|(?P<root>Hyper-V: running as root partition)"
    r"|(?P<dmi>DMI: (?P<dmi_>[^\n]{3,300}))"
    r"|(?P<acpi>ACPI: [A-Z][A-Z0-9]{3} [^\n(]{1,60}\([vr]\d+ (?P<acpi_>[^\n)]{1,60})\)?)"
    r"|(?P<clock>(?:clocksource: )?Switch(?:ed|ing) to clocksource (?P<clock_>\S{1,40}))"
    r"|(?P<kvm_clock>kvm-clock: (?P<kvm_clock_>[^\n]{1,80}))"
    r"|(?P<vmware>vmware: (?P<vmware_>[^\n]{1,80}))"
    r"|(?P<disk>(?:scsi|ata|usb)[^\n]{0,40}?(?:Direct-Access|CD-ROM|ATA-\d+:|ATAPI:)\s+"
    r"(?P<disk_>[^\n]{1,80}))"
)
_LINE = re.compile(_PREFIX + "(?:" + _TOPICS + ")", re.MULTILINE)
# systemd writes this line into the journal, not the kernel.
_DETECTED = re.compile(
    r"^[^\n]{0,160}?systemd\[1\]: Detected virtualization (?P<word>[a-z-]{1,24})\.$", re.MULTILINE
)
_STAMP = re.compile(r"^(?:<\d>)?\[\s{0,8}\d{1,9}\.\d{6}\]")
_SYSLOG = re.compile(r"^\S[^\n]{0,120}? kernel: ")
# A message in JSON stands on one line, in dmesg's form and in the journal's.
_MESSAGE = re.compile(r'"(?:msg|MESSAGE)" {0,4}: {0,4}("(?:[^"\\\n]|\\.)*")')
_HEAD = 200
# A machine that is up for years writes the same lines again; the first ones are the boot's.
_MOST = 2000


class Topic(Enum):
    """What a line of the log speaks of."""

    HYPERVISOR = "hypervisor"
    PARAVIRTUAL = "paravirtual"
    ORIGIN = "origin"
    PVBUS = "pvbus"
    ROOT = "root"
    DMI = "dmi"
    ACPI = "acpi"
    CLOCK = "clock"
    KVM_CLOCK = "kvm_clock"
    VMWARE = "vmware"
    DISK = "disk"
    DETECTED = "detected"


@dataclass(frozen=True)
class LogLine:
    """One line: its topic, its value, its number."""

    topic: Topic
    value: str
    line: int


@dataclass(frozen=True)
class KernelLogRecord(Record):
    """What one log says about the platform."""

    lines: tuple[LogLine, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is the kernel's log: its timestamps, or a line that only it has."""
    head = file.head(_HEAD)
    if _is_json(file):
        return any(_MESSAGE.search(line) for line in head)
    if sum(1 for line in head if _STAMP.match(line) or _SYSLOG.match(line)) >= 3:
        return True
    found = _LINE.search("\n".join(head))
    return found is not None and found.lastgroup is not None


def parse(file: ProbeFile) -> KernelLogRecord:
    """Read one log.

    Args:
        file: the probe.

    Returns:
        The record, with the first 2000 lines that speak of the platform.
    """
    found: list[LogLine] = []
    number, counted = 1, 0
    text = _messages(file.text) if _is_json(file) else file.text
    for match in _LINE.finditer(text):
        topic = next(item for item in Topic if match.groupdict().get(item.value))
        value = match.groupdict().get(f"{topic.value}_") or match.group(topic.value)
        number += text.count("\n", counted, match.start())
        counted = match.start()
        found.append(LogLine(topic, value.strip(), number))
        if len(found) >= _MOST:
            break
    if detected := _DETECTED.search(text):
        at = text.count("\n", 0, detected.start()) + 1
        found.append(LogLine(Topic.DETECTED, detected.group("word"), at))
    return KernelLogRecord(file.name, tuple(found))


def _is_json(file: ProbeFile) -> bool:
    head = file.text[:_HEAD].lstrip()
    return head.startswith("{") and ("dmesg" in head or '"MESSAGE"' in file.text[: _HEAD * 20])


def _messages(text: str) -> str:
    """Return the message of each line in its place, so that line numbers stay."""
    found = (_MESSAGE.search(line) for line in text.split("\n"))
    return "\n".join(_decoded(match.group(1)) if match else "" for match in found)


def _decoded(quoted: str) -> str:
    try:
        return str(json.loads(quoted)).replace("\n", " ")
    except ValueError:
        return ""
