r"""Reads what shows that KVM works here, and whether guests run.

The files: ``/sys/module/kvm_intel/parameters/nested`` (or ``kvm_amd``) by its path, a listing of
``/dev/kvm``, ``virsh list``, and processes of QEMU in ``ps``.

Schema of ``KvmRecord``: ``nested``, the parameter (``Y``, ``1``, ``N`` or ``0``); ``device``, the
line that lists the device; ``offered``, ``vmx`` or ``svm`` alone; ``guests``, a ``Field`` a running
guest.

    crw-rw----+ 1 root kvm 10, 232 Nov  2 10:00 /dev/kvm
     Id   Name     State
    -----------------------
     1    web-01   running
    qemu  2311  1  9 ? 00:10 /usr/bin/qemu-system-x86_64 -name guest=web-01 -accel kvm
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record

__all__ = ["KvmRecord", "parse", "recognises"]

_NESTED = re.compile(r"module[/_]kvm(?:_intel|_amd|_hv)?[/_]parameters[/_]nested(?:\.txt)?$")
_DEVICE = re.compile(r"^c[rwx-]{9}\S? [^\n]{1,120} (?:/dev/)?kvm$", re.MULTILINE)
_RULE = re.compile(r"^-{10,}$")
_RUNNING = re.compile(r"^ {0,6}(\d{1,9}) {2,}(\S.{0,80}?) {2,}\S")
# Only a process that asks for KVM: the same program emulates without it.
_PROCESS = re.compile(r"/usr/(?:bin|libexec)/(qemu-(?:system-\w{1,20}|kvm)) ")
_ASKS = re.compile(r" -enable-kvm|accel[= ]kvm| -cpu host")
# What grep found in /proc/cpuinfo, where it was asked for these words only.
_OFFERED = re.compile(r"(vmx|svm)\n?")
_HEAD = 3000
_FAR = 500_000


@dataclass(frozen=True)
class KvmRecord(Record):
    """What one file says of KVM on this machine."""

    nested: Field | None = None
    device: Field | None = None
    offered: Field | None = None
    guests: tuple[Field, ...] = ()


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is one of the files: the parameter by its path, the others by content."""
    if _NESTED.search(file.name):
        return len(file.text) < 20
    if _OFFERED.fullmatch(file.text[:20]):
        return len(file.text) < 20
    return _first_device(file) is not None or bool(_guests(file)) or _is_virsh(file)


def parse(file: ProbeFile) -> KvmRecord:
    """Read one of the files.

    Args:
        file: the probe, one that ``recognises`` accepts.

    Returns:
        The record.
    """
    nested = None
    if _NESTED.search(file.name) and file.text.strip() in ("Y", "N", "0", "1"):
        nested = Field(file.text.strip(), 1)
    offered = None
    if match := _OFFERED.fullmatch(file.text[:20]):
        offered = Field(match.group(1), 1)
    return KvmRecord(file.name, nested, _first_device(file), offered, _guests(file))


def _first_device(file: ProbeFile) -> Field | None:
    match = _DEVICE.search(file.text, 0, _FAR)
    if match is None:
        return None
    return Field(match.group().strip(), 1 + file.text.count("\n", 0, match.start()))


def _is_virsh(file: ProbeFile) -> bool:
    """``virsh list`` has a heading of three words, in any locale, and a rule below it."""
    said = [line for line in file.head(5) if line.strip()]
    if len(said) < 2:
        return False
    heading = said[0].split()
    return bool(_RULE.match(said[1])) and len(heading) >= 3 and heading[0].casefold() == "id"


def _guests(file: ProbeFile) -> tuple[Field, ...]:
    found: list[Field] = []
    if _is_virsh(file):
        for number, line in enumerate(file.head(_HEAD), start=1):
            if match := _RUNNING.match(line):
                found.append(Field(f"virsh: {match.group(2)}", number))
    elif "/qemu-" in file.text:
        for number, line in enumerate(file.head(_HEAD), start=1):
            if "qemu-" in line and _ASKS.search(line) and (match := _PROCESS.search(line)):
                found.append(Field(f"process {match.group(1)}", number))
    return tuple(found)
