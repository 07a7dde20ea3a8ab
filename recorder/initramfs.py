"""Build the root file system of a recorded guest: the tools, their libraries, the modules."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from recorder import cpio
from recorder.errors import RecorderError
from recorder.modules import needed
from recorder.packages import Packages
from recorder.run import run
from recorder.table import Machine

__all__ = ["build", "init_script"]

PROGRAMS = (
    "bin/busybox",
    "bin/ip",
    "bin/kmod",
    "usr/bin/cpuid",
    "usr/bin/lscpu",
    "usr/bin/lspci",
    "usr/bin/systemd-detect-virt",
    "usr/sbin/dmidecode",
)
DATA = ("usr/share/misc/pci.ids",)
STATIC = frozenset({"bin/busybox"})
LIBRARY_FOLDERS = (
    "lib/x86_64-linux-gnu",
    "usr/lib/x86_64-linux-gnu",
    "usr/lib/x86_64-linux-gnu/systemd",
)
LOADER = "lib64/ld-linux-x86-64.so.2"


def build(packages: Packages, machine: Machine) -> bytes:
    """Return the archive that the kernel boots from.

    Args:
        packages: the unpacked packages.
        machine: the machine whose probes the guest runs.
    """
    root = packages.root
    folder = root / "lib" / "modules" / packages.release
    files = {root / path for path in (*PROGRAMS, *DATA, LOADER)}
    files |= {
        library for path in PROGRAMS if path not in STATIC for library in _libraries(root, path)
    }
    files |= set(needed(root, packages.release))
    files |= set(folder.glob("modules.*"))
    entries = {
        str(path.relative_to(root)): cpio.file(path.read_bytes(), path.stat().st_mode & 0o777)
        for path in files
    }
    entries |= {
        "init": cpio.file(init_script(machine).encode(), 0o755),
        "dev/console": cpio.device(5, 1),
        "bin/lsmod": cpio.link("kmod"),
        "sbin/modprobe": cpio.link("/bin/kmod"),
        **{name: cpio.directory() for name in ("proc", "sys", "tmp")},
    }
    return cpio.archive(entries)


def init_script(machine: Machine) -> str:
    """Return the program that the guest starts: the common part and this machine's probes."""
    common = Path(__file__).with_name("init.sh").read_text(encoding="utf-8")
    name = f"/bin/busybox hostname {shlex.quote(machine.capture)}"
    probes = [f"probe {shlex.quote(file)} {command}" for file, command in machine.probes.items()]
    return "\n".join((common.rstrip("\n"), "", name, *probes, "finish", ""))


def _libraries(root: Path, program: str) -> set[Path]:
    # The loader of the packages themselves is asked, so nothing of this machine is packed.
    search = ":".join(str(root / folder) for folder in LIBRARY_FOLDERS)
    command = (str(root / LOADER), "--library-path", search, "--list", str(root / program))
    listing = run(command, 60, "fetch the packages again")
    found: set[Path] = set()
    for line in listing.splitlines():
        if match := re.match(r"\s*(\S+) => (.+?)(?: \(0x\w+\))?$", line):
            path = Path(match[2])
            if not path.is_relative_to(root):
                raise RecorderError(
                    f"{program} needs {match[1]}, which no package of recorder/packages.py brings"
                )
            found.add(path)
    return found
