"""Descriptions of machines, and the tables that they point into."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from reconstructor.errors import DescriptionError

__all__ = ["HERE", "Cpu", "Machine", "Nic", "Rows", "System", "load_machines", "table"]

HERE = Path(__file__).parent

Rows = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Cpu:
    """A processor as a kernel sees it.

    Args:
        vendor: the twelve characters of CPUID leaf 0.
        name: the brand string.
        family: as in /proc/cpuinfo, and so on for the next two.
        model: the model.
        stepping: the stepping.
        caches: KiB of L1d, L1i, L2 (each of a core) and L3 (of ``l3_cores`` cores or the socket).
        bits: physical and virtual address bits.
        level: the highest basic leaf.
        flags: the flags in the kernel's order.
        kind: its row of vulnerabilities.toml.
        bugs: the kernel's line ``bugs``.
        microcode: the revision.
        source: where these facts are written.
        l3_cores: how many cores share an L3 cache; 0 for all of the socket.
        tlb: AMD's line ``TLB size``.
        max_mhz: the highest frequency, where the kernel scales it, and the lowest.
        min_mhz: the lowest frequency.
        vmx: the line ``vmx flags``, where the machine offers VMX.
    """

    vendor: str
    name: str
    family: int
    model: int
    stepping: int
    caches: tuple[int, int, int, int]
    bits: tuple[int, int]
    level: int
    flags: str
    kind: str
    bugs: str
    microcode: str
    source: str
    l3_cores: int = 0
    tlb: str = ""
    max_mhz: float = 0.0
    min_mhz: float = 0.0
    vmx: str = ""


@dataclass(frozen=True)
class System:
    """An operating system with its tools.

    Args:
        release: what ``uname -r`` says.
        build: what ``uname -v`` says.
        tail: how ``uname -a`` goes on after the architecture's first name.
        lscpu: the version of util-linux.
        dmidecode: the version of dmidecode.
        era: which vulnerabilities the kernel knows, and how it words them.
        tools: what the manifest says of the tools.
        source: where these facts are written.
        compiler: what ``Linux version`` in the kernel's log names.
    """

    release: str
    build: str
    tail: str
    lscpu: str
    dmidecode: str
    era: str
    tools: tuple[str, ...]
    source: str
    compiler: str = ""


@dataclass(frozen=True)
class Nic:
    """A network card or another link.

    Args:
        name: the interface.
        mac: its address.
        flags: between the angle brackets.
        mtu: the largest packet.
        qdisc: the queue.
        state: the link's state.
        more: what follows ``qlen``, such as ``master br0`` before ``state``.
        altnames: other names.
        qlen: the queue's length.
        permanent: the card's own address where it differs.
    """

    name: str
    mac: str
    flags: str = "BROADCAST,MULTICAST,UP,LOWER_UP"
    mtu: int = 1500
    qdisc: str = "mq"
    state: str = "UP"
    more: str = ""
    altnames: tuple[str, ...] = ()
    qlen: int = 1000
    permanent: str = ""


@dataclass(frozen=True)
class Machine:
    """One machine: what it is, and what an expert says of it.

    Args:
        name: its capture and, unless ``host`` says otherwise, its host name.
        place: ``samples`` or ``pool``.
        title: a few words.
        caption: one plain line for students.
        how: what is special about it; the manifest adds how it was made.
        probes: the files that are written, each with what it is written by.
        values: everything else of the description.
        truth: role, hypervisor, type and the words about them.
        sources: the facts, each with where it is written.
        evidence: the lines that an expert points at.
        misread: misconceptions, each with its answer; ``accept`` likewise.
        accept: other right answers.
    """

    name: str
    place: str
    title: str
    caption: str
    how: str
    values: Mapping[str, Any]
    truth: Mapping[str, str]
    sources: Rows = ()
    evidence: Rows = ()
    misread: Rows = ()
    accept: Rows = ()
    probes: tuple[str, ...] = field(default=())

    @property
    def host(self) -> str:
        """The host name."""
        return str(self.values.get("host", self.name))


@cache
def table(name: str) -> dict[str, Any]:
    """Return a table of the room, such as ``cpus``."""
    path = HERE / "tables" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


_TRUTH = (*("role", "hypervisor", "type", "type_note", "nesting", "confidence", "next", "lies"),)
_OWN = {one.name for one in fields(Machine)} - {"values", "truth", "sources"}


def load_machines(folder: Path = HERE / "machines") -> tuple[Machine, ...]:
    """Return the machines of a folder, in the order of their names.

    Raises:
        DescriptionError: a description lacks a field, or its name is not that of its file.
    """
    return tuple(_load(path) for path in sorted(folder.glob("*.toml")))


def _load(path: Path) -> Machine:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    truth = {key: data.pop(key) for key in _TRUTH if key in data}
    own = {key: data.pop(key) for key in tuple(data) if key in _OWN}
    own["sources"] = tuple(data.pop("source", ()))
    own = {key: tuple(one) if isinstance(one, list) else one for key, one in own.items()}
    try:
        machine = Machine(values=data, truth=truth, **own)
    except TypeError as error:
        raise DescriptionError(f"{path.name}: {error}") from None
    if machine.name != path.stem or machine.place not in ("samples", "pool"):
        raise DescriptionError(
            f"{path.name}: name is {path.stem!r} and place is samples or pool; "
            f"it says {machine.name!r} and {machine.place!r}"
        )
    return machine
