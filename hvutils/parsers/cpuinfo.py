"""Reads ``/proc/cpuinfo`` of x86, Arm, IBM Z, Power, SPARC, RISC-V, LoongArch and Itanium.

Schema of ``CpuinfoRecord``: ``vendor`` (``vendor_id``), ``model_name``, ``flags``, ``bugs``,
``platform``, ``machine``, ``firmware``, ``mmu``, ``type``, ``cpu`` (Power's processor),
``hardware``, ``implementer``, ``part`` and ``board`` (``Model``; Arm), ``processor_0`` (IBM Z),
``mvendorid``, ``marchid``, ``mimpid`` and ``uarch`` (RISC-V): a ``Field`` each, or None; the first
processor's where each has one.
``x86``: whether these are an x86 processor's lines.

    processor       : 0
    vendor_id       : GenuineIntel
    flags           : fpu vme ... hypervisor
"""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.captures import ProbeFile
from hvutils.parsers.record import Field, Record, split_label

__all__ = ["CpuinfoRecord", "parse", "recognises"]

_HEAD = 120
_KEYS = frozenset(
    (
        *("# processors", "address sizes", "arch", "bogomips", "bogomips per cpu", "bugs"),
        *("cache size", "clock", "cpu", "cpu architecture", "cpu family", "cpu implementer"),
        *("cpu mhz", "cpu model", "cpu part", "cpu variant", "family", "features", "firmware"),
        *("flags", "hardware", "hart", "isa", "machine", "microcode", "mmu", "mmu type", "model"),
        *("model name", "ncpus probed", "platform", "processor", "prom", "revision", "stepping"),
        *("system type", "timebase", "type", "uarch", "vendor", "vendor_id"),
    )
)


@dataclass(frozen=True)
class CpuinfoRecord(Record):
    """What ``/proc/cpuinfo`` says about the platform."""

    vendor: Field | None = None
    model_name: Field | None = None
    flags: Field | None = None
    bugs: Field | None = None
    platform: Field | None = None
    machine: Field | None = None
    firmware: Field | None = None
    mmu: Field | None = None
    type: Field | None = None
    cpu: Field | None = None
    hardware: Field | None = None
    implementer: Field | None = None
    part: Field | None = None
    processor_0: Field | None = None
    mvendorid: Field | None = None
    marchid: Field | None = None
    mimpid: Field | None = None
    uarch: Field | None = None
    board: Field | None = None
    x86: bool = False


def recognises(file: ProbeFile) -> bool:
    """Tell whether this is /proc/cpuinfo, by its keys: the kernel writes them in lower case."""
    keys = set()
    for line in file.head(_HEAD):
        parts = split_label(line)
        # lscpu has capitals and no blank before its colon; one of the two is enough.
        if parts and parts[0].lower() in _KEYS:
            before = line.split(":", 1)[0]
            if before != before.rstrip() or parts[0] == parts[0].lower():
                keys.add(parts[0].lower())
    named = keys & {"processor", "vendor_id", "cpu", "hart", "ncpus probed", "# processors"}
    return bool(named) and len(keys) >= 2


def parse(file: ProbeFile) -> CpuinfoRecord:
    """Read one /proc/cpuinfo.

    Args:
        file: the probe.

    Returns:
        The record, with the first value of each key.
    """
    found: dict[str, Field] = {}
    seen: set[str] = set()
    for number, line in enumerate(file.lines, start=1):
        # The next processors repeat the first one's keys, blanks and all: hundreds of times.
        before, colon, value = line.partition(":")
        if not colon or before in seen:
            continue
        seen.add(before)
        found.setdefault(before.strip().lower(), Field(value.strip(), number))
    return CpuinfoRecord(
        file=file.name,
        vendor=found.get("vendor_id"),
        model_name=found.get("model name"),
        flags=found.get("flags"),
        bugs=found.get("bugs"),
        platform=found.get("platform"),
        machine=found.get("machine"),
        firmware=found.get("firmware"),
        mmu=found.get("mmu type"),
        type=found.get("type"),
        cpu=found.get("cpu"),
        hardware=found.get("hardware"),
        implementer=found.get("cpu implementer"),
        part=found.get("cpu part"),
        processor_0=found.get("processor 0"),
        mvendorid=found.get("mvendorid"),
        marchid=found.get("marchid"),
        mimpid=found.get("mimpid"),
        uarch=found.get("uarch"),
        board=None if "cpu family" in found else found.get("model"),
        # Only x86 writes "flags" together with "cpu family"; IBM Z and Arm write "features".
        x86="flags" in found and "cpu family" in found,
    )
