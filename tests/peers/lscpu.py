"""lscpu itself, with --sysroot on the machines that util-linux' tests recorded."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from hvutils.tables.words import Hypervisor
from tests.peers.cases import Case, Said
from tests.peers.fetching import FetchError, unpack

__all__ = ["cases"]

# The words of lscpu, and the family that each names.
_VENDORS = {
    "KVM": Hypervisor.KVM,
    "Microsoft": Hypervisor.HYPER_V,
    "VMware": Hypervisor.VMWARE,
    "Xen": Hypervisor.XEN,
    "Oracle": Hypervisor.VIRTUALBOX,
    "Innotek": Hypervisor.VIRTUALBOX,
    "Parallels": Hypervisor.PARALLELS,
    "pHyp": Hypervisor.POWERVM,
    "User-mode Linux": Hypervisor.UML,
}
_IBM = {"PR/SM": Hypervisor.IBM_LPAR, "z/VM": Hypervisor.IBM_ZVM, "KVM/Linux": Hypervisor.KVM}


def cases(source: Path, work: Path) -> Iterator[Case]:
    """Yield every machine of util-linux' tests of lscpu.

    Args:
        source: its unpacked source.
        work: where the machines are unpacked.

    Raises:
        FetchError: this machine's lscpu cannot read another root.
    """
    for dump in sorted((source / "tests" / "ts" / "lscpu" / "dumps").glob("*.tar.gz")):
        machine = dump.name.removesuffix(".tar.gz")
        if not (work / machine).exists():
            unpack(dump, work)
        yield Case("lscpu", machine, work / machine, _meaning(_lscpu(work / machine)))


def _lscpu(root: Path) -> dict[str, str]:
    command = ["env", "LC_ALL=C", "lscpu", "--sysroot", str(root)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        raise FetchError("there is no lscpu here: install util-linux") from None
    if done.returncode:
        raise FetchError(f"lscpu --sysroot failed ({done.stderr.strip()}): update util-linux")
    pairs = (line.partition(":") for line in done.stdout.splitlines())
    return {label.strip(): value.strip() for label, _, value in pairs}


def _meaning(said: dict[str, str]) -> Said:
    vendor, product = said.get("Hypervisor vendor", ""), said.get("Hypervisor", "")
    words = " ".join(filter(None, (vendor, product))) or "(nothing)"
    family = _IBM.get(product.split(" ")[0]) or _VENDORS.get(vendor)
    return Said(words, frozenset((family,) if family else ()), present=bool(vendor))
