"""Boot a machine in QEMU without KVM and bring back what it wrote to its serial port."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from recorder.errors import RecorderError
from recorder.packages import Packages
from recorder.programs import INSTALL
from recorder.run import run
from recorder.table import Machine

__all__ = ["boot", "command", "version"]

XEN = "console=com1 com1=115200,8n1 dom0_mem=1536M dom0_max_vcpus=1"


def version(machine: Machine) -> str:
    """Return the version of the QEMU of a machine, as it says it."""
    processor = machine.processor
    remedy = f"install it with: {INSTALL} {processor.install}"
    return run((processor.program, "--version"), 20, remedy).splitlines()[0]


def command(machine: Machine) -> tuple[str, ...]:
    """Return the command line of a machine, with file names and no paths."""
    return (
        *(machine.processor.program, "-nodefaults", "-no-user-config", "-display", "none"),
        "-no-reboot",
        # The guest's clock counts instructions: its speed is not the speed of this machine.
        *(("-icount", "shift=0,sleep=off") if machine.counted else ()),
        *("-rtc", "base=2026-01-01,clock=vm"),
        *("-netdev", "user,id=net0,restrict=on"),
        *machine.qemu,
        *_start(machine),
        *("-serial", "file:serial.txt"),
    )


def _start(machine: Machine) -> tuple[str, ...]:
    if machine.boot == "xen":
        modules = "vmlinuz console=hvc0 quiet panic=-1,initramfs.cpio"
        return ("-kernel", "xen", "-append", f"{XEN} {machine.append}".strip(), "-initrd", modules)
    append = f"console={machine.processor.console} quiet panic=-1 {machine.append}".strip()
    return ("-kernel", "vmlinuz", "-initrd", "initramfs.cpio", "-append", append)


def boot(machine: Machine, packages: Packages, initramfs: bytes) -> str:
    """Boot a machine, wait until it powers off, and return its serial output.

    Args:
        machine: the machine.
        packages: where its kernel lies.
        initramfs: the archive that the kernel boots from.

    Raises:
        RecorderError: QEMU is missing, fails or takes too long; the last lines of the
            guest are in the message.
    """
    remedy = f"install {machine.processor.install}"
    with tempfile.TemporaryDirectory(prefix="recorder-") as name:
        folder = Path(name)
        (folder / "vmlinuz").symlink_to(packages.kernel.resolve())
        (folder / "initramfs.cpio").write_bytes(initramfs)
        for path in machine.firmware:
            (folder / Path(path).name).symlink_to((packages.root / path).resolve())
        if machine.boot == "xen":
            image = next((packages.root / "boot").glob("xen-*-amd64.gz"))
            (folder / "xen").write_bytes(gzip.decompress(image.read_bytes()))
        serial = folder / "serial.txt"
        try:
            run(command(machine), machine.seconds, remedy, folder)
        except RecorderError as error:
            raise RecorderError(f"{machine.name}: {error}; {last_words(serial)}") from None
        return serial.read_text(encoding="utf-8", errors="replace")


def last_words(serial: Path) -> str:
    """Return the last lines that a guest wrote, as a part of a sentence."""
    text = serial.read_text(errors="replace") if serial.exists() else ""
    return f"the guest said last: {' / '.join(text.split(chr(10))[-4:]) or 'nothing'}"
