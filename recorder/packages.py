"""Fetch the kernel and the tools from the distribution's packages and unpack them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from recorder.errors import RecorderError
from recorder.run import run

__all__ = ["TOOLS", "Packages", "fetch"]

TOOLS = (
    "util-linux",
    "dmidecode",
    "pciutils",
    "pci.ids",
    "iproute2",
    "kmod",
    "systemd",
    "cpuid",
    "busybox-static",
)
"""The packages whose versions stand in a manifest: they make the probe output."""

LIBRARIES = (
    *("libc6", "libsmartcols1", "libpci3", "libudev1", "zlib1g", "libkmod2", "liblzma5"),
    *("libzstd1", "libssl3", "libbpf1", "libelf1", "libmnl0", "libbsd0", "libmd0", "libcap2"),
    *("libsystemd-shared", "libacl1", "libaudit1", "libcap-ng0", "libblkid1", "libmount1"),
    *("libselinux1", "libpcre2-8-0", "libcrypt1", "libgcrypt20", "libgpg-error0", "libip4tc2"),
    *("liblz4-1", "libpam0g", "libseccomp2", "libtirpc3", "libxtables12", "libdb5.3"),
)
"""Packages with the libraries of the tools; which files of them are needed is found out."""

DEBIAN = "the recorder takes its tools from Debian packages, so run it on Debian or Ubuntu"


@dataclass(frozen=True)
class Packages:
    """Unpacked packages.

    Args:
        root: the folder that they are unpacked into.
        release: the kernel's release, such as ``6.1.0-9-amd64``.
        versions: each tool's package with its version.
    """

    root: Path
    release: str
    versions: dict[str, str]

    @property
    def kernel(self) -> Path:
        """The kernel image."""
        return self.root / "boot" / f"vmlinuz-{self.release}"


def fetch(cache: Path) -> Packages:
    """Download what is not in the cache yet, and unpack it.

    Args:
        cache: a folder for the packages and their contents.

    Raises:
        RecorderError: a package cannot be fetched or unpacked.
    """
    kernel = _kernel_package()
    debs, root = cache / "debs", cache / "root"
    debs.mkdir(parents=True, exist_ok=True)
    root.mkdir(exist_ok=True)
    versions: dict[str, str] = {}
    for name in (*TOOLS, *LIBRARIES, kernel):
        deb = _downloaded(name, debs)
        done = root / f".{deb.name}.unpacked"
        if not done.exists():
            run(("dpkg-deb", "-x", str(deb), str(root)), 300, DEBIAN)
            done.touch()
        if name in TOOLS:
            versions[name] = run(("dpkg-deb", "-f", str(deb), "Version"), 30, DEBIAN).strip()
    return Packages(root, kernel.removeprefix("linux-image-"), versions)


def _kernel_package() -> str:
    text = run(("apt-cache", "show", "--no-all-versions", "linux-image-amd64"), 60, DEBIAN)
    found = re.search(r"^Depends: (linux-image-\S+)", text, re.MULTILINE)
    if not found:
        raise RecorderError("apt-cache names no kernel for linux-image-amd64: run apt-get update")
    return found[1]


def _downloaded(name: str, debs: Path) -> Path:
    # The exact name, never a pattern: a pattern fetches every flavour of a kernel.
    here = sorted(debs.glob(f"{name}_*.deb"))
    if not here:
        run(
            ("apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", name), 600, DEBIAN, debs
        )
        here = sorted(debs.glob(f"{name}_*.deb"))
    if not here:
        raise RecorderError(f"apt-get fetched no package {name!r}: run apt-get update")
    return here[-1]
