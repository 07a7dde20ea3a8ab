"""The processors that machines are recorded on: a row each."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ARCHITECTURES", "TOOLS", "Architecture"]

TOOLS = (
    *("util-linux", "dmidecode", "pciutils", "pci.ids", "iproute2", "kmod", "systemd"),
    *("coreutils", "dash", "busybox-static"),
)
"""The packages that every guest's probes come from; their versions stand in a manifest."""


@dataclass(frozen=True)
class Architecture:
    """One processor.

    Args:
        name: Debian's word for it.
        program: the QEMU that emulates it.
        install: the packages of the recording machine that bring this QEMU and its firmware.
        console: the kernel's name of the first serial port.
        kernel: the package that depends on the newest kernel.
        tools: packages beside `TOOLS`.
        more: packages that some machines need inside; see `recorder/packs.py`.
        suite: the suite that has it; empty for the suites of the recording machine.
    """

    name: str
    program: str
    install: str
    console: str
    kernel: str
    tools: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    suite: str = ""


_ROWS = (
    Architecture(
        name="amd64",
        program="qemu-system-x86_64",
        install="qemu-system-x86 seabios",
        console="ttyS0",
        kernel="linux-image-amd64",
        tools=("cpuid",),
        more=(
            *("qemu-system-x86", "xen-hypervisor-4.17-amd64", "xen-utils-4.17", "qemu-system-xen"),
            *("user-mode-linux", "systemd-container", "ovmf"),
        ),
    ),
    Architecture(
        name="arm64",
        program="qemu-system-aarch64",
        install="qemu-system-arm",
        console="ttyAMA0",
        kernel="linux-image-arm64",
        more=("qemu-efi-aarch64",),
    ),
    # Debian 12 was not released for it. 13 was, but the mirror's index of it did not match its
    # hashes when this was tried, so the packages are those of sid.
    Architecture(
        name="riscv64",
        program="qemu-system-riscv64",
        install="qemu-system-misc opensbi",
        console="ttyS0",
        kernel="linux-image-riscv64",
        suite="sid",
    ),
)
ARCHITECTURES = {row.name: row for row in _ROWS}
"""By Debian's word."""
