"""Choose the kernel modules that a guest needs, with all that they need in turn."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from recorder.errors import RecorderError
from recorder.run import run

__all__ = ["WANTED", "closure", "needed"]

WANTED = (
    *("virtio_pci", "virtio_mmio", "virtio_net", "virtio_blk", "virtio_scsi", "virtio_balloon"),
    *("virtio_console", "virtio_rng", "e1000", "e1000e", "vmxnet3", "vmw_pvscsi", "vmw_vmci"),
    *("vmw_balloon", "vmwgfx", "ahci", "ata_piix", "ata_generic", "sd_mod", "sr_mod", "bochs"),
    *("cirrus", "i2c_piix4", "i2c_i801", "lpc_ich", "psmouse", "evdev", "button", "floppy"),
    *("qemu_fw_cfg", "nvme", "tulip", "usb_storage", "xhci_pci", "xen_netfront", "xen_blkfront"),
)
"""What the guests of the table have devices for; each guest loads only what it finds."""


def needed(root: Path, tools: Path, release: str, wanted: Iterable[str]) -> list[Path]:
    """Return the module files to pack, and the lists that modprobe reads.

    Args:
        root: unpacked packages, the kernel's among them.
        tools: unpacked packages of this machine's processor, kmod among them.
        release: the kernel's release.
        wanted: the names of modules; what a processor's kernel does not have is left out.
    """
    # Without these lists modprobe finds no module in the guest, and says nothing.
    _listed(root, tools, release)
    folder = root / "lib" / "modules" / release
    lines = (folder / "modules.dep").read_text(encoding="ascii").splitlines()
    paths = [folder / path for path in closure(lines, wanted)]
    real = root / "usr" / "lib" / "modules" / release
    lists = sorted(path for path in real.glob("modules.*") if not path.name[-1].isdigit())
    return [real / path.relative_to(folder) for path in paths] + lists


@cache
def _listed(root: Path, tools: Path, release: str) -> None:
    loader = tools / "lib64" / "ld-linux-x86-64.so.2"
    folders = f"{tools}/usr/lib/x86_64-linux-gnu"
    depmod = ("--argv0", "depmod", str(tools / "bin" / "kmod"), "-b", str(root), release)
    run((str(loader), "--library-path", folders, *depmod), 120, "fetch the packages again")


def closure(lines: list[str], wanted: Iterable[str]) -> list[str]:
    """Return the paths of modules and of all that they need.

    Args:
        lines: the lines of ``modules.dep``, ``path: needed paths``.
        wanted: the names of modules; not every kernel has each, some have them built in.

    Raises:
        RecorderError: the kernel has none of them.
    """
    needs = {path: rest.split() for path, _, rest in (line.partition(":") for line in lines)}
    paths = {Path(path).name.split(".ko")[0].replace("-", "_"): path for path in needs}
    here = [name for name in wanted if name in paths]
    if not here:
        raise RecorderError("the kernel has no module of recorder/modules.py: is it unpacked?")
    # modules.dep lists what a module needs in full, so one step is enough.
    return sorted({path for name in here for path in (paths[name], *needs[paths[name]])})
