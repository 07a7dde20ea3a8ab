"""Stacks: who stands on whom, drawn from a table."""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.lab.pictures.drawing import Arrow, Box, Kind, Label, Picture

__all__ = ["STACKS", "Stack", "stacks"]

_GAP = 6

Row = tuple[tuple[str, Kind], ...]


@dataclass(frozen=True)
class Stack:
    """A stack: its heading, and its rows from top to bottom; a row has one box or several."""

    heading: str
    rows: tuple[Row, ...]
    width: int = 200

    def words(self) -> str:
        """Say who stands on whom."""
        rows = [" beside ".join(_flat(label) for label, _ in row) for row in self.rows]
        return f"{self.heading}: " + "; on ".join(rows) + "."


def stacks(title: str, source: str, *columns: Stack, height: int = 40) -> Picture:
    """Draw stacks side by side, standing on one line.

    Args:
        title: what they show.
        source: where the facts come from.
        columns: the stacks.
        height: of a row, in pixels.
    """
    deepest = max(len(column.rows) for column in columns)
    bottom = 34 + deepest * (height + _GAP)
    parts: list[Box | Arrow | Label] = []
    left = 12
    for column in columns:
        parts.append(Label(left + column.width // 2, 20, column.heading, bold=True))
        top = 34 + (deepest - len(column.rows)) * (height + _GAP)
        for number, row in enumerate(column.rows):
            y = top + number * (height + _GAP)
            width = (column.width - _GAP * (len(row) - 1)) // len(row)
            for place, (label, kind) in enumerate(row):
                parts.append(Box(left + place * (width + _GAP), y, width, height, label, kind))
        left += column.width + 24
    words = tuple(column.words() for column in columns)
    return Picture(title, words, source, left - 12, bottom + 6, tuple(parts))


def _flat(label: str) -> str:
    return label.replace("\n", " ")


_G, _H, _P = Kind.GUEST, Kind.HYPERVISOR, Kind.PRIVILEGED
_O, _V, _I = Kind.HOST, Kind.PROGRAM, Kind.HARDWARE
_IRON: Row = (("hardware", _I),)

STACKS = {
    "stacks": stacks(
        "Who stands on whom: Type 1, Type 2, and two that are less simple.",
        "R. Goldberg, thesis, Harvard 1973, for the types; the first KVM patch, 2006; "
        "Microsoft, Hypervisor Top Level Functional Specification, glossary.",
        Stack("Type 1", ((("guests", _G),), (("hypervisor", _H),), _IRON), 160),
        Stack(
            "Type 2",
            (
                (("guests", _G),),
                (("hypervisor, a program", _V),),
                (("host operating system", _O),),
                _IRON,
            ),
            170,
        ),
        Stack(
            "KVM",
            (
                (("guests", _G),),
                (("a process each: QEMU", _V),),
                (("Linux", _O), ("KVM in it", _H)),
                _IRON,
            ),
            170,
        ),
        Stack(
            "Hyper-V",
            (
                (("root\npartition", _P), ("child\npartitions", _G)),
                (("Hyper-V hypervisor", _H),),
                _IRON,
            ),
            190,
        ),
    ),
    "root-partition": stacks(
        "Windows with Hyper-V: the Windows you log in to is a partition too.",
        "Microsoft, Hypervisor Top Level Functional Specification, glossary.",
        Stack("before the role", ((("Windows", _O),), _IRON), 160),
        Stack(
            "with the role Hyper-V",
            (
                (("root partition:\nthe Windows you use", _P), ("child partitions:\nguests", _G)),
                (("Hyper-V hypervisor", _H),),
                _IRON,
            ),
            340,
        ),
    ),
    "kvm-stack": stacks(
        "KVM: the Linux kernel is the hypervisor, and stays a general operating system.",
        "The first KVM patch, 2006 (a driver /dev/kvm, a process a guest, a thread a virtual CPU).",
        Stack(
            "a Linux server with KVM",
            (
                (("guest kernel", _G), ("guest kernel", _G), ("no guest", Kind.PLAIN)),
                (
                    ("process:\nQEMU", _V),
                    ("process:\nFirecracker", _V),
                    ("sshd, a shell,\nany program", _V),
                ),
                (("Linux kernel: scheduler, drivers, memory, and the module kvm", _H),),
                (("hardware with VT-x or AMD-V", _I),),
            ),
            460,
        ),
    ),
    "hyper-v-stack": stacks(
        "Hyper-V: the hypervisor is small; the drivers are in the root partition.",
        "Microsoft, Hypervisor Top Level Functional Specification, glossary; Linux, mshyperv.c.",
        Stack(
            "a Windows server with Hyper-V",
            (
                (
                    ("root partition: Windows,\ndrivers, virtualization stack", _P),
                    ("child partition:\nguest, over VMBus", _G),
                    ("child partition:\nguest, over VMBus", _G),
                ),
                (("Hyper-V hypervisor: CPUs and memory", _H),),
                _IRON,
            ),
            600,
        ),
    ),
    "xen-stack": stacks(
        "Xen: the hypervisor has no device drivers; dom0, a guest with rights, has them.",
        "Xen, docs/admin-guide/introduction.rst.",
        Stack(
            "a server with Xen",
            (
                (
                    ("dom0: Linux, drivers,\ntoolstack (xl)", _P),
                    ("domU:\nparavirtual guest", _G),
                    ("domU:\nHVM or PVH guest", _G),
                ),
                (("Xen: CPUs, memory, interrupts; no device drivers", _H),),
                _IRON,
            ),
            540,
        ),
    ),
    "nitro-stack": stacks(
        "AWS Nitro: a hypervisor on KVM technology, and cards that serve the I/O.",
        "AWS, EC2 FAQ, as of 2018 (“built on core Linux KVM technology, but does not include "
        "general-purpose operating system components”).",
        Stack(
            "an instance with a hypervisor",
            (
                (("guest: an instance", _G), ("guest: an instance", _G)),
                (("Nitro hypervisor: CPUs and memory", _H),),
                (("processors, memory", _I), ("Nitro cards:\nnetwork, storage", _I)),
            ),
            320,
        ),
        Stack(
            "a bare-metal instance",
            (
                (("the customer's system", _O),),
                (("processors, memory", _I), ("Nitro cards:\nnetwork, storage", _I)),
            ),
            320,
        ),
    ),
    "vbs-stack": stacks(
        "A laptop's Windows with VBS: a hypervisor runs, though nobody made a virtual machine.",
        "Microsoft, Hypervisor Top Level Functional Specification, Virtual Secure Mode; "
        "Microsoft, WSL issues #752 and #1820.",
        Stack(
            "a Windows 11 laptop",
            (
                (
                    ("root partition, VTL 0:\nthe Windows you use", _P),
                    ("root partition, VTL 1:\nsecure kernel", _P),
                    ("WSL 2: a Linux kernel\nin a small VM", _G),
                ),
                (("Windows hypervisor", _H),),
                _IRON,
            ),
            540,
        ),
    ),
    "nesting": stacks(
        "Nested, and not nested: a hypervisor in a guest, and one that borrows its host's.",
        "Linux, Documentation/virt/kvm/x86/running-nested-guests.rst, for the levels; "
        "VMware, Workstation in Host VBS mode, for the right.",
        Stack(
            "nested: three levels",
            (
                (("L2: guest in the guest", _G),),
                (("L1: a hypervisor, as a guest", _H),),
                (("L0: the hypervisor below", _H),),
                (("hardware with VT-x or AMD-V", _I),),
            ),
            240,
        ),
        Stack(
            "not nested: Workstation on Hyper-V",
            (
                (("root partition: Windows\nwith Workstation", _P), ("guest of\nWorkstation", _G)),
                (("Hyper-V hypervisor, used by both (WHP)", _H),),
                _IRON,
            ),
            360,
        ),
    ),
}
