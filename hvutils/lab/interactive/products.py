"""What a stack is built of, and where each part stands in the products that one builds."""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.lab.pictures.drawing import Kind

__all__ = ["PARTS", "PRODUCTS", "Part", "Place", "Product"]

LEVELS = 4


@dataclass(frozen=True)
class Part:
    """A part of a stack: its name, and how it is drawn."""

    name: str
    kind: Kind


PARTS = (
    Part("hardware", Kind.HARDWARE),
    Part("hypervisor", Kind.HYPERVISOR),
    Part("host operating system", Kind.HOST),
    Part("privileged guest", Kind.PRIVILEGED),
    Part("VMM process", Kind.PROGRAM),
    Part("guest", Kind.GUEST),
)


@dataclass(frozen=True)
class Place:
    """Where a part may stand.

    Args:
        levels: counted from 1 at the bottom; 0 where the stack has no such part.
        says: what is said where it stands elsewhere; it names the reason, not the level.
    """

    levels: tuple[int, ...]
    says: str


@dataclass(frozen=True)
class Product:
    """A product to build.

    Args:
        name: as its maker writes it.
        places: a place for each of `PARTS`, in their order.
        done: what is said when all fits.
        question: what to answer with the finished stack.
        answer: to it.
        source: where the facts come from.
    """

    name: str
    places: tuple[Place, ...]
    done: str
    question: str
    answer: str
    source: str


_BOTTOM = Place((1,), "everything else stands on the hardware.")
_NO_HOST = Place((0,), "no general-purpose operating system lies beneath the guests here.")
_NO_PRIVILEGED = Place((0,), "no guest has the rights over the others here.")
_XEN = "Xen, docs/admin-guide/introduction.rst"
_TLFS = "Microsoft, Hypervisor Top Level Functional Specification, glossary"
_KVM = "the first KVM patch, 2006"

PRODUCTS = (
    Product(
        "VirtualBox",
        (
            _BOTTOM,
            Place(
                (3,),
                "it has a driver in the host's kernel, but it was started as a program: it stands "
                "on the host operating system.",
            ),
            Place((2,), "a hosted hypervisor needs an operating system that reaches the hardware."),
            _NO_PRIVILEGED,
            Place((3,), "VirtualBox starts a process a guest, on the host operating system."),
            Place((4,), "a guest stands on top, on the process that runs it."),
        ),
        "A Type 2 stack. The host was there first: it is in the way, and at risk. Only a driver of "
        "the hypervisor's sits in the host's kernel, which is where all of KVM's hypervisor is.",
        "What can a break-in into the host operating system reach?",
        "All that is above it: it reads every guest's memory and disks. And your own files.",
        "R. Goldberg, thesis, Harvard 1973, for the type; virtualbox.org, Binaries overview, for "
        "the process of each guest and the part in the kernel",
    ),
    Product(
        "ESXi",
        (
            _BOTTOM,
            Place((2,), "its kernel runs on the bare machine."),
            _NO_HOST,
            _NO_PRIVILEGED,
            Place((0, 3), "a process a guest (VMX) would stand on the hypervisor."),
            Place((3, 4), "a guest stands above all that serves it."),
        ),
        "A Type 1 stack: its own kernel has the drivers.",
        "What must a maker of network cards write before ESXi can use a new one?",
        "A driver for the VMkernel: ESXi has no Linux or Windows to borrow one from.",
        "VMware, ESX architecture; the VMkernel is a kernel of its own",
    ),
    Product(
        "Xen",
        (
            _BOTTOM,
            Place((2,), "Xen is started on the bare machine."),
            Place((0,), "dom0 has an operating system, but Xen is beneath it, not above."),
            Place((3,), "dom0 is a guest with rights: it stands on Xen, beside the others."),
            Place((0,), "leave QEMU out here: where there is one, it is a part of dom0."),
            Place((3,), "guests stand on Xen, beside dom0 and not on it."),
        ),
        "A Type 1 stack without drivers of its own: dom0 has them.",
        "Which way does a guest's packet take to the network card?",
        "Its own driver, shared memory, dom0's driver, the card; Xen carries none of it.",
        _XEN,
    ),
    Product(
        "Hyper-V",
        (
            _BOTTOM,
            Place((2,), "it is started before Windows, on the bare machine."),
            Place((0,), "the Windows you log in to is the root partition: no host beneath."),
            Place((3,), "the root partition stands on the hypervisor, beside the children."),
            Place((0,), "leave it out: what serves single guests is in the root partition."),
            Place((3,), "child partitions stand on the hypervisor, beside the root partition."),
        ),
        "A Type 1 stack; the Windows that you see is beside the guests.",
        "Windows crashes in the root partition. What becomes of the guests?",
        "They stop: their disks and network cards are served from there.",
        _TLFS,
    ),
    Product(
        "KVM",
        (
            _BOTTOM,
            Place((2,), "KVM is a module in the Linux kernel: where that stands, it stands."),
            Place((2,), "Linux runs on the bare machine, and goes on being an operating system."),
            _NO_PRIVILEGED,
            Place((3,), "each guest is a process (QEMU, Firecracker, …) on that kernel."),
            Place((4,), "a guest stands on top, on the process that runs it."),
        ),
        "Hypervisor and operating system on one level: that is why people argue about its type.",
        "Two boxes are on one level. What would make it plainly Type 1, and what Type 2?",
        "If that system had no other work, it would be Type 1; if the hypervisor were a program "
        "above it, Type 2.",
        _KVM,
    ),
)
