"""Build the root file system of a recorded guest: the tools, their libraries, the modules."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

from hvutils.captures.recording.script import script
from recorder import cpio
from recorder.elf import libraries
from recorder.errors import RecorderError
from recorder.kernel import unpacked
from recorder.modules import WANTED, needed
from recorder.packages import Packages
from recorder.packs import COMMON, PACKS, Pack
from recorder.table import Machine

__all__ = ["build"]

HERE = Path(__file__).parent
MERGED = ("bin", "sbin", "lib", "lib64")
# What a processor has no program for: dmidecode is for x86 and arm, cpuid for x86.
OPTIONAL = frozenset({"usr/sbin/dmidecode", "usr/bin/cpuid"})


def build(packages: Packages, host: Packages, machine: Machine) -> bytes:
    """Return the archive that the kernel boots from.

    Args:
        packages: the unpacked packages of the guest's processor.
        host: those of this machine's processor: their kmod lists the modules.
        machine: the machine that is booted.
    """
    packs = [PACKS[name] for name in machine.packs]
    entries = _guest(packages, host, machine.name, packs)
    if machine.stage:
        for stage in (HERE / "stages").iterdir():
            entries[f"stages/{stage.name}"] = cpio.file(stage.read_bytes(), 0o755)
        entries["stage.sh"] = cpio.link(f"stages/{machine.stage}.sh")
    if machine.guest:
        entries["guest"] = cpio.file("".join(f"{word}\n" for word in machine.guest).encode())
    if any(pack.guest for pack in packs):
        few = tuple(module for pack in packs for module in pack.few)
        inner = cpio.archive(_guest(packages, host, machine.name, [], few or WANTED))
        if any(pack.packed for pack in packs):
            inner = gzip.compress(inner, mtime=0)
        kernel = packages.kernel.read_bytes()
        entries["inner/initramfs.cpio"] = cpio.file(inner)
        entries["inner/vmlinuz"] = cpio.file(unpacked(kernel) if few else kernel)
    return cpio.archive(entries)


def _guest(
    packages: Packages,
    host: Packages,
    name: str,
    packs: Iterable[Pack],
    modules: Iterable[str] = WANTED,
) -> dict[str, cpio.Entry]:
    root = packages.root
    whole = (COMMON, *packs)
    programs = {path for pack in whole for form in pack.programs for path in _found(root, form)}
    files = programs | libraries(root, programs)
    files |= {path for pack in whole for form in pack.data for path in _found(root, form)}
    wanted = (*modules, *(module for pack in packs for module in pack.modules))
    files |= set(needed(root, host.root, packages.release, wanted))
    return {
        **{str(path.relative_to(root)): _packed(path) for path in files},
        **{folder: cpio.link(f"usr/{folder}") for folder in MERGED},
        "init": cpio.file((HERE / "init.sh").read_bytes(), 0o755),
        "hv-record.sh": cpio.file(script("hv script").encode()),
        "name": cpio.file(f"{name}\n".encode()),
        "etc/passwd": cpio.file(b"root:x:0:0:root:/root:/bin/sh\n"),
        "etc/group": cpio.file(b"root:x:0:\nkvm:x:104:\n"),
        "dev/console": cpio.device(5, 1),
        "usr/bin/sh": cpio.link("dash"),
        "usr/sbin/lsmod": cpio.link("/usr/bin/kmod"),
        "usr/sbin/modprobe": cpio.link("/usr/bin/kmod"),
    }


def _found(root: Path, form: str) -> list[Path]:
    paths = [path for path in root.glob(form) if path.is_file()]
    if not paths and form not in OPTIONAL:
        raise RecorderError(f"the packages hold no {form}: see recorder/packs.py")
    return paths


def _packed(path: Path) -> cpio.Entry:
    return cpio.file(path.read_bytes(), path.stat().st_mode & 0o777)
