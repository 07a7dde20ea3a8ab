"""Paths: the way of an exit, who serves the I/O, and what a page walk reads."""

from __future__ import annotations

from hvutils.lab.pictures.drawing import Arrow, Box, Kind, Label, Picture

__all__ = ["PATHS"]

_G, _H, _P = Kind.GUEST, Kind.HYPERVISOR, Kind.PRIVILEGED
_O, _V, _I = Kind.HOST, Kind.PROGRAM, Kind.HARDWARE

Part = Box | Arrow | Label


def _exit_path() -> Picture:
    parts: list[Part] = [
        Box(12, 40, 190, 48, "1 The guest runs\non the CPU itself", _G),
        Box(
            12,
            150,
            190,
            62,
            "2 Exit: the CPU saves\nthe guest's state and\nloads the hypervisor's",
            _I,
        ),
        Box(
            250,
            150,
            190,
            62,
            "3 The hypervisor reads\nthe reason: CPUID, MSR,\nI/O, page, interrupt",
            _H,
        ),
        Box(488, 150, 190, 62, "4a It serves it itself:\na page, a timer,\nan interrupt", _H),
        Box(488, 250, 190, 62, "4b Or another does:\na process, dom0,\nthe root partition", _P),
        Box(250, 40, 190, 48, "5 Entry: the CPU loads\nthe guest's state", _I),
        Arrow(107, 88, 107, 150),
        Arrow(202, 181, 250, 181),
        Arrow(440, 181, 488, 181),
        Arrow(440, 200, 488, 270, dashed=True),
        Arrow(492, 250, 440, 84, dashed=True),
        Arrow(583, 150, 440, 72),
        Arrow(250, 64, 202, 64),
        Label(12, 24, "The way of an exit", bold=True, anchor="start"),
        Label(12, 240, "Steps 2 and 5: hundreds to", anchor="start"),
        Label(12, 258, "thousands of cycles; what", anchor="start"),
        Label(12, 276, "serves it comes on top.", anchor="start"),
    ]
    words = (
        "1. The guest runs on the CPU itself.",
        "2. At an instruction or event that it may not serve, it exits: the CPU saves the guest's "
        "state and loads the hypervisor's.",
        "3. The hypervisor reads the reason: CPUID, MSR, I/O, a page, an interrupt.",
        "4a. It serves it itself; or (the dashed arrows) 4b. another does: a process (QEMU), "
        "dom0, the root partition.",
        "5. Entry: the CPU loads the guest's state, and the guest goes on.",
    )
    return Picture(
        "The way of an exit: what happens when a guest cannot go on by itself.",
        words,
        "Intel, Understanding VM Exits, 2009 (“hundreds or thousands of cycles for a single "
        "transition”).",
        700,
        326,
        tuple(parts),
    )


_IO = (
    ("ESXi", (("guest's driver", _G), ("VMkernel:\nits own driver", _H), ("device", _I))),
    (
        "Xen, Hyper-V",
        (
            ("guest's driver\n(front end, VMBus)", _G),
            ("dom0 or root partition:\nback end, driver", _P),
            ("device", _I),
        ),
    ),
    (
        "KVM",
        (
            ("guest's driver\n(virtio)", _G),
            ("vhost, in the kernel\n(or QEMU, a process)", _H),
            ("Linux's driver", _H),
            ("device", _I),
        ),
    ),
    (
        "Type 2",
        (
            ("guest's driver", _G),
            ("hypervisor's process", _V),
            ("the host's driver", _O),
            ("device", _I),
        ),
    ),
    ("assigned device", (("guest's driver", _G), ("device, or a part of it\n(SR-IOV, Nitro)", _I))),
)


def _io_paths() -> Picture:
    parts: list[Part] = []
    for column, (heading, steps) in enumerate(_IO):
        left = 12 + column * 176
        parts.append(Label(left + 82, 22, heading, bold=True))
        for row, (label, kind) in enumerate(steps):
            last = row == len(steps) - 1
            y = 36 + (3 if last else row) * 74
            parts.append(Box(left, y, 164, 46, label, kind))
            if row:
                above = 36 + (row - 1) * 74 + 46
                parts.append(Arrow(left + 82, above, left + 82, y))
    words = tuple(
        f"{heading}: " + ", then ".join(label.replace("\n", " ") for label, _ in steps) + "."
        for heading, steps in _IO
    )
    return Picture(
        "Who serves a guest's I/O: the way from its driver to the device.",
        words,
        "Xen, docs/admin-guide/introduction.rst; Microsoft, TLFS glossary; QEMU wiki, "
        "VirtioIoeventfd; AWS, EC2 FAQ; A. Gordon et al., ELI, ASPLOS 2012.",
        12 + len(_IO) * 176,
        316,
        tuple(parts),
    )


def _page_walk() -> Picture:
    parts: list[Part] = [Label(12, 22, "One walk: 4 reads", bold=True, anchor="start")]
    for level in range(4):
        parts.append(Box(12 + level * 84, 34, 76, 34, f"{level + 1}: L{4 - level}", _O))
    parts.append(Box(12 + 4 * 84, 34, 76, 34, "data", _I))
    parts.append(Label(12, 104, "Two walks, one in the other: 24 reads", bold=True, anchor="start"))
    number = 0
    for row in range(5):
        y = 116 + row * 42
        for level in range(4):
            number += 1
            parts.append(Box(12 + level * 84, y, 76, 34, f"{number}: n{4 - level}", _H))
        if row < 4:
            number += 1
            parts.append(Box(12 + 4 * 84, y, 76, 34, f"{number}: g{4 - row}", _G))
        else:
            parts.append(Box(12 + 4 * 84, y, 76, 34, "data", _I))
    parts.append(Label(444, 138, "n: the hypervisor's tables", anchor="start"))
    parts.append(Label(444, 158, "g: the guest's tables", anchor="start"))
    parts.append(Label(444, 188, "Each of the guest's entries", anchor="start"))
    parts.append(Label(444, 206, "stands at a guest address,", anchor="start"))
    parts.append(Label(444, 224, "to be looked up first.", anchor="start"))
    parts.append(Label(444, 254, "Worst case: nothing cached.", anchor="start"))
    words = (
        "One walk: four reads, of tables L4, L3, L2, L1; then the data.",
        "Two walks, one in the other: for each of the guest's four tables (g4 to g1), four reads "
        "of the hypervisor's tables (n4 to n1) find where it lies, and a fifth reads it; four "
        "more find the data: 24 reads.",
        "That is the worst case, with nothing cached.",
    )
    return Picture(
        "What a miss in the TLB reads: natively, and in a guest with nested paging.",
        words,
        "R. Bhargava et al., Accelerating Two-Dimensional Page Walks, ASPLOS 2008.",
        660,
        332,
        tuple(parts),
    )


PATHS = {"exit-path": _exit_path(), "io-paths": _io_paths(), "page-walk": _page_walk()}
