"""Boot a machine in QEMU without KVM and bring back what it wrote to its serial port."""

from __future__ import annotations

import tempfile
from pathlib import Path

from recorder.errors import RecorderError
from recorder.run import run
from recorder.table import Machine

__all__ = ["boot", "command", "version"]

PROGRAM = "qemu-system-x86_64"
INSTALL = "install it with: apt-get install --no-install-recommends qemu-system-x86 seabios"
SECONDS = 240
APPEND = "console=ttyS0 quiet panic=-1"


def version() -> str:
    """Return the version of QEMU, as it says it."""
    return run((PROGRAM, "--version"), 20, INSTALL).splitlines()[0]


def command(machine: Machine) -> tuple[str, ...]:
    """Return the command line of a machine, with file names and no paths."""
    return (
        *(PROGRAM, "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"),
        # The guest's clock counts instructions: its speed is not the speed of this machine.
        *("-icount", "shift=0,sleep=off", "-rtc", "base=2026-01-01,clock=vm"),
        *("-netdev", "user,id=net0,restrict=on"),
        *machine.qemu,
        *("-kernel", "vmlinuz", "-initrd", "initramfs.cpio", "-append", APPEND),
        *("-serial", "file:serial.txt"),
    )


def boot(machine: Machine, kernel: Path, initramfs: bytes) -> str:
    """Boot a machine, wait until it powers off, and return its serial output.

    Args:
        machine: the machine.
        kernel: the kernel image.
        initramfs: the archive that the kernel boots from.

    Raises:
        RecorderError: QEMU is missing, fails or takes too long; the last lines of the
            guest are in the message.
    """
    with tempfile.TemporaryDirectory(prefix="recorder-") as name:
        folder = Path(name)
        (folder / "vmlinuz").symlink_to(kernel.resolve())
        (folder / "initramfs.cpio").write_bytes(initramfs)
        serial = folder / "serial.txt"
        try:
            run(command(machine), SECONDS, INSTALL, folder)
        except RecorderError as error:
            text = serial.read_text(errors="replace") if serial.exists() else ""
            last = " / ".join(text.split("\n")[-4:]) or "nothing"
            raise RecorderError(f"{machine.name}: {error}; the guest said last: {last}") from None
        return serial.read_text(encoding="utf-8", errors="replace")
