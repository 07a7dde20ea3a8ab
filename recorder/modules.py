"""Choose the kernel modules that a guest needs, with all that they need in turn."""

from __future__ import annotations

from pathlib import Path

from recorder.errors import RecorderError
from recorder.run import run

__all__ = ["WANTED", "closure", "needed"]

WANTED = (
    *("virtio_pci", "virtio_net", "virtio_blk", "virtio_scsi", "virtio_balloon", "virtio_console"),
    *("e1000", "e1000e", "vmxnet3", "vmw_pvscsi", "vmw_vmci", "vmw_balloon", "vmwgfx"),
    *("ahci", "ata_piix", "ata_generic", "sd_mod", "sr_mod", "bochs", "cirrus"),
    *("i2c_piix4", "i2c_i801", "lpc_ich", "psmouse", "evdev", "button", "floppy", "qemu_fw_cfg"),
)
"""What the guests of the table have devices for; each guest loads only what it finds."""


def needed(root: Path, release: str) -> list[Path]:
    """Return the module files to pack, after writing the lists that modprobe reads.

    Args:
        root: unpacked packages, the kernel's and kmod's among them.
        release: the kernel's release.
    """
    # Without these lists modprobe finds no module in the guest, and says nothing.
    loader = root / "lib64" / "ld-linux-x86-64.so.2"
    libraries = f"{root}/lib/x86_64-linux-gnu:{root}/usr/lib/x86_64-linux-gnu"
    depmod = ("--argv0", "depmod", str(root / "bin" / "kmod"), "-b", str(root), release)
    run((str(loader), "--library-path", libraries, *depmod), 120, "fetch the packages again")
    folder = root / "lib" / "modules" / release
    lines = (folder / "modules.dep").read_text(encoding="ascii").splitlines()
    return [folder / path for path in closure(lines, WANTED)]


def closure(lines: list[str], wanted: tuple[str, ...]) -> list[str]:
    """Return the paths of modules and of all that they need.

    Args:
        lines: the lines of ``modules.dep``, ``path: needed paths``.
        wanted: the names of modules.

    Raises:
        RecorderError: the kernel has no module of that name.
    """
    needs = {path: rest.split() for path, _, rest in (line.partition(":") for line in lines)}
    paths = {Path(path).name.split(".ko")[0].replace("-", "_"): path for path in needs}
    missing = [name for name in wanted if name not in paths]
    if missing:
        raise RecorderError(f"the kernel has no module {missing[0]!r}: see recorder/modules.py")
    # modules.dep lists what a module needs in full, so one step is enough.
    return sorted({path for name in wanted for path in (paths[name], *needs[paths[name]])})
