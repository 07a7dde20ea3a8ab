"""Reads CPUID dumps: ``cpuid`` and ``cpuid -r``, AIDA64 and InstLatX64, hwloc's, a signature.

Schema of ``CpuidRecord``: ``leaves``, one ``Leaf`` a line (leaf, subleaf, EAX, EBX, ECX, EDX and
the line's number); ``signatures``, the lines that are a hypervisor's signature and nothing else,
``cpuid``'s own ``hypervisor_id`` among them; ``guest_status``, what ``cpuid`` says in words of the
hypervisor bit: ``true`` or ``false``; ``brand``, the processor's name in words.

       0x40000000 0x00: eax=0x40000001 ebx=0x4b4d564b ecx=0x564b4d56 edx=0x0000004d
    CPUID 40000000: 40000001-4B4D564B-564B4D56-0000004D
    5 4 0 0 0 => fc004121 2c0003f 3f 0
       hypervisor_id = "KVMKVMKVM   "
    KVMKVMKVM
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record
from hvutils.tables.cpuid import signature

__all__ = ["CpuidRecord", "Leaf", "parse", "recognises"]

_RAW = re.compile(
    r"^\s*0x([0-9a-f]{8})\s+0x([0-9a-f]{2}):\s+"
    r"eax=0x([0-9a-f]{8})\s+ebx=0x([0-9a-f]{8})\s+ecx=0x([0-9a-f]{8})\s+edx=0x([0-9a-f]{8})",
    re.IGNORECASE,
)
_AIDA = re.compile(
    r"^\s*CPUID\s+([0-9a-f]{8}):\s*"
    r"([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})(?:\s*\[SL ([0-9a-f]{2})\])?",
    re.IGNORECASE,
)
# hwloc writes which of the four input registers count, the inputs, an arrow, the outputs.
_HWLOC = re.compile(
    r"^[0-9a-f] ([0-9a-f]{1,8}) [0-9a-f]{1,8} ([0-9a-f]{1,8}) [0-9a-f]{1,8} => "
    r"([0-9a-f]{1,8}) ([0-9a-f]{1,8}) ([0-9a-f]{1,8}) ([0-9a-f]{1,8})\s*$"
)
# cpuid without -r explains each bit; its heading names the leaf where the signature stands.
_STATUS = re.compile(r"^\s*hypervisor guest status\s+= (true|false)\b")
_ID = re.compile(r'^\s*hypervisor_id(?: \(0x[0-9a-f]{8}\))?\s*= "(.{1,48})"')
_BRAND = re.compile(r'^\s*brand = "(.{1,64})"')
_SHORT = 64
_HEAD = 2000


@dataclass(frozen=True)
class Leaf:
    """One line of a dump: what the processor answers to one leaf."""

    leaf: int
    subleaf: int
    eax: int
    ebx: int
    ecx: int
    edx: int
    line: int

    @property
    def vendor(self) -> str:
        """The twelve characters of EBX, EDX and ECX, in the order of processors' vendors."""
        data = b"".join(value.to_bytes(4, "little") for value in (self.ebx, self.edx, self.ecx))
        return data.decode("latin-1")

    @property
    def text(self) -> str:
        """The twelve characters of EBX, ECX and EDX, in the order of hypervisor signatures."""
        data = b"".join(value.to_bytes(4, "little") for value in (self.ebx, self.ecx, self.edx))
        return data.decode("latin-1")

    @property
    def brand(self) -> str:
        """The sixteen characters of all four registers, as the processor's name has them."""
        values = (self.eax, self.ebx, self.ecx, self.edx)
        return b"".join(value.to_bytes(4, "little") for value in values).decode("latin-1")


@dataclass(frozen=True)
class CpuidRecord(Record):
    """The leaves of one dump, the first processor's of each, and what it says in words."""

    leaves: tuple[Leaf, ...] = ()
    signatures: tuple[Field, ...] = ()
    guest_status: Field | None = None
    brand: Field | None = None

    def of(self, leaf: int) -> Leaf | None:
        """Return the first answer to a leaf; a dump repeats them for every processor."""
        return next((item for item in self.leaves if item.leaf == leaf), None)


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is a CPUID dump: a line of one of the forms, or only a signature."""
    # Every form has one of the two signs; most lines of other probes have neither.
    head = [line for line in file.head(_HEAD) if "=" in line or "-" in line]
    if any(_leaf(line, 1) is not None or _STATUS.match(line) or _ID.match(line) for line in head):
        return True
    return len(file.text) <= _SHORT and any(signature(line.strip("'\" ")) for line in file.lines)


def parse(file: ProbeFile) -> CpuidRecord:
    """Read one CPUID dump.

    Args:
        file: the probe.

    Returns:
        The record. Of the leaves that a machine has once a processor, the first stays.
    """
    leaves: dict[tuple[int, int], Leaf] = {}
    bare: dict[str, Field] = {}
    status: Field | None = None
    brand: Field | None = None
    for number, line in enumerate(file.lines, start=1):
        leaf = _leaf(line, number)
        text = line.strip("'\" ")
        if leaf is not None:
            leaves.setdefault((leaf.leaf, leaf.subleaf), leaf)
        elif signature(text):
            bare.setdefault(text, Field(text, number))
        elif match := _ID.match(line):
            text = match.group(1).replace("\\0", "").strip()
            bare.setdefault(text, Field(text, number))
        elif status is None and (match := _STATUS.match(line)):
            status = Field(match.group(1), number)
        elif brand is None and (match := _BRAND.match(line)):
            brand = Field(match.group(1).replace("\\0", "").strip(), number)
    return CpuidRecord(file.name, tuple(leaves.values()), tuple(bare.values()), status, brand)


def _leaf(line: str, number: int) -> Leaf | None:
    if match := _RAW.match(line) or _HWLOC.match(line):
        leaf, subleaf, eax, ebx, ecx, edx = (int(text, 16) for text in match.groups())
        return Leaf(leaf, subleaf, eax, ebx, ecx, edx, number)
    if match := _AIDA.match(line):
        leaf, eax, ebx, ecx, edx = (int(text, 16) for text in match.groups()[:5])
        return Leaf(leaf, int(match.group(6) or "0", 16), eax, ebx, ecx, edx, number)
    return None
