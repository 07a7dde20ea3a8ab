"""Finding: one thing that a record says about the platform, with its place and its weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

from hvutils.tables.words import Cloud, Container, Hypervisor

__all__ = ["Cost", "Finding", "Kind", "Says", "Subject", "Witness"]


class Witness(Enum):
    """Who speaks. Two findings of one witness are not independent of each other."""

    PROCESSOR = "the processor"
    FIRMWARE = "the firmware"
    DEVICES = "the devices"
    NETWORK = "the network"
    SYSTEM = "the operating system"
    TOOL = "another tool"


class Cost(IntEnum):
    """What it costs to make a line lie, the cheapest first.

    Source: the options of QEMU's command line, which set all but what is built in.
    """

    ADDRESS = 0
    """An address: the guest itself can set it."""
    CONCLUDED = 1
    """Another tool's conclusion: as good as what the tool believed."""
    CHOSEN = 2
    """Strings and cards: options for whoever starts the machine."""
    BUILT = 3
    """A signature, a chipset, ACPI tables: part of the program that runs the machine."""


class Kind(StrEnum):
    """The kind of evidence, as the verdict's JSON has it."""

    CPUID = "cpuid"
    CPU_FLAGS = "cpu-flags"
    CPU_LINES = "cpu-lines"
    LSCPU = "lscpu"
    DMI = "dmi"
    CHIPSET = "chipset"
    PCI = "pci"
    MODULE = "module"
    KERNEL_LOG = "kernel-log"
    ACPI = "acpi"
    XEN = "xen"
    DISK = "disk"
    MAC = "mac"
    INTERFACE = "interface"
    SYSTEMINFO = "systeminfo"
    ADAPTER = "adapter"
    SYSINFO = "sysinfo"
    TOOL = "tool"
    CONTAINER = "container"
    DEVICE_TREE = "device-tree"
    GUESTS = "guests"


class Subject(Enum):
    """What a finding is about; the value is how the sentence begins."""

    HYPERVISOR = "runs on"
    VENDOR = "has an address of the vendor of"
    PRESENT = "a hypervisor is present"
    ABSENT = "no hypervisor is visible"
    PHYSICAL = "a physical machine of"
    HOSTS = "hosts guests of"
    CLOUD = "stands in the cloud"
    CONTAINER = "runs in a container of"
    NESTING = "virtualization is offered to it"
    NO_NESTING = "virtualization is not offered to it"
    PRODUCT = "is the product"


@dataclass(frozen=True)
class Says:
    """A finding's statement: a subject and, where it has one, its value.

    >>> str(Says(Subject.HYPERVISOR, hypervisor=Hypervisor.KVM))
    'runs on kvm'
    >>> str(Says(Subject.ABSENT))
    'no hypervisor is visible'
    """

    subject: Subject
    hypervisor: Hypervisor | None = None
    cloud: Cloud | None = None
    container: Container | None = None
    name: str = ""

    def __str__(self) -> str:
        value = self.hypervisor or self.cloud or self.container or self.name
        return f"{self.subject.value} {value}" if value else self.subject.value


@dataclass(frozen=True)
class Finding:
    """One thing that one line says.

    Args:
        kind: the kind of evidence.
        witness: who speaks, which decides what is independent of what.
        file: the probe's file in the capture.
        line: the number of the line, counted from 1.
        text: what the line says, cut to the part that matters.
        says: what that means.
        strength: how sure that is on its own, from 0 to 1.
        source: where the fact behind it comes from.
    """

    kind: Kind
    witness: Witness
    file: str
    line: int
    text: str
    says: Says
    strength: float
    source: str

    @property
    def cost(self) -> Cost:
        """What it costs to make this line lie."""
        return _COSTS.get(self.kind, _WITNESS_COSTS[self.witness])


# Kinds that differ from their witness: cards and their drivers are chosen, a chipset is built in.
_COSTS = {
    Kind.ADAPTER: Cost.CHOSEN,
    Kind.ACPI: Cost.BUILT,
    Kind.CHIPSET: Cost.BUILT,
    # What lscpu takes from the firmware is the processor's own entry, a default of the program;
    # who dresses a machine types the system's strings.
    Kind.LSCPU: Cost.BUILT,
}
_WITNESS_COSTS = {
    Witness.PROCESSOR: Cost.BUILT,
    Witness.SYSTEM: Cost.BUILT,
    Witness.FIRMWARE: Cost.CHOSEN,
    Witness.DEVICES: Cost.CHOSEN,
    Witness.TOOL: Cost.CONCLUDED,
    Witness.NETWORK: Cost.ADDRESS,
}
