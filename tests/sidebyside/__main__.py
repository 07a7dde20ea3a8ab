"""``python -m tests.sidebyside FOLDER``: our machines beside recordings of real ones.

The folder holds ``SOURCE/CASE/`` with probes and a ``truth.json`` that names the platform. It is
no part of the project. For each platform the report says which probes both have, what stands in
the real ones and in none of ours, and the other way round; docs/captures.md explains the rest.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

from hvutils.captures import Capture
from hvutils.errors import HvError
from tests.consistency.__main__ import shipped
from tests.sidebyside.layouts import elements, kind_of

# A platform of the recordings, by how its name begins, to our machines of that platform.
OURS: dict[str, tuple[str, ...]] = {
    "vmware": (
        *("esxi-guest", "windows-on-vmware", "amber", "hornbeam", "sorrel", "thyme"),
        *("fennel", "gorse", "yarrow"),
    ),
    "esx-host": ("esxi-host", "teasel"),
    "hyperv": ("hyperv-guest", "maple", "catalpa"),
    "azure": ("azure-guest", "bracken"),
    "cloud:azure": ("azure-guest", "bracken"),
    "google-cloud-metal": ("google-metal",),
    "google-cloud": ("google-guest", "kapok"),
    "cloud:gce": ("google-guest", "kapok"),
    "gcp": ("google-guest", "kapok"),
    "uml": ("uml-guest",),
    "aws-nitro": ("aws-nitro", "jasmine", "poplar", "oleander"),
    "aws-xen": ("olive",),
    "aws": ("aws-nitro", "jasmine", "poplar", "oleander"),
    "cloud:ec2": ("aws-nitro", "jasmine", "poplar", "oleander"),
    "virtualbox": ("virtualbox-guest", "nutmeg", "heather", "quince"),
    "kvm": ("kvm-guest", "arm64-guest", "acacia", "banyan", "tansy", "bryony"),
    "qemu-kvm": ("kvm-guest", "acacia", "banyan", "tansy", "bryony", "qemu-plain", "dogwood"),
    "qemu": ("qemu-plain", "dogwood"),
    "openstack-kvm": ("bryony",),
    "cloud:openstack": ("bryony",),
    "xen": ("xen-pv-guest", "xen-hvm-guest", "xen-pvh-guest", "xen-dom0", "olive"),
    "bare-metal": ("bare-metal-server", "larch", "lupin", "saffron", "magnolia"),
}


# The rows of docs/side-by-side.md, each with the platforms of the recordings that it is about.
ROWS: dict[str, tuple[str, ...]] = {
    "VMware, guests": ("vmware",),
    "ESX, the host": ("esx-host",),
    "Hyper-V, guests": ("hyperv",),
    "Azure": ("azure", "cloud:azure"),
    "VirtualBox": ("virtualbox",),
    "AWS Nitro": ("aws", "aws-nitro", "cloud:ec2"),
    "AWS on Xen": ("aws-xen",),
    "Google Cloud": ("google-cloud", "cloud:gce", "gcp"),
    "Google Cloud, metal": ("google-cloud-metal",),
    "KVM, QEMU, OpenStack": (
        *("kvm", "qemu", "qemu-kvm-unspecified", "openstack-kvm", "cloud:openstack"),
    ),
    "Xen": ("xen", "xen-hvm", "xen-unspecified"),
    "user-mode Linux": ("uml",),
    "bare metal": ("bare-metal",),
    "unnamed": ("unnamed", "unknown", "virtual-unknown"),
}


def counted(folder: Path) -> dict[str, tuple[int, int]]:
    """Return for each row how many recorded machines and how many of ours it is about.

    What stands in no row is "others".
    """
    rows = {platform: row for row, platforms in ROWS.items() for platform in platforms}
    shipped_names, recorded = set(_ours()), _real(folder)
    found: dict[str, tuple[int, int]] = {}
    for row in (*ROWS, "others"):
        mine = [it for it in recorded if rows.get(it, "others") == row]
        ours = {name for it in mine for name in _machines(it) or ()} & shipped_names
        found[row] = sum(len(recorded[it]) for it in mine), len(ours)
    return found


def _ours() -> dict[str, dict[str, list[str]]]:
    """Return the texts of each shipped machine by kind of probe."""
    found: dict[str, dict[str, list[str]]] = {}
    for folder in shipped():
        name = folder.parent.name if folder.name == "probes" else folder.name
        texts: dict[str, list[str]] = defaultdict(list)
        for file in Capture.load(folder).files:
            if kind := kind_of(file.name):
                texts[kind].append(file.text)
        found[name] = texts
    return found


def _real(folder: Path) -> dict[str, list[dict[str, list[str]]]]:
    """Return the texts of each recorded machine by platform."""
    found: dict[str, list[dict[str, list[str]]]] = defaultdict(list)
    for truth in sorted(folder.glob("*/*/truth.json")):
        platform = json.loads(truth.read_text(encoding="utf-8")).get("platform") or "unnamed"
        texts: dict[str, list[str]] = defaultdict(list)
        try:
            files = Capture.load(truth.parent).files
        except HvError:
            files = ()
        for file in files:
            if kind := kind_of(file.name):
                texts[kind].append(file.text)
        found[platform].append(texts)
    return found


def _machines(platform: str) -> tuple[str, ...] | None:
    fitting = [name for name in OURS if platform.startswith(name)]
    return OURS[max(fitting, key=len)] if fitting else None


def report(folder: Path, shown: int) -> list[str]:
    """Return the report's lines.

    Args:
        folder: the recordings.
        shown: how many differing elements of a probe are written out.
    """
    ours = _ours()
    lines = []
    for platform, machines in sorted(_real(folder).items()):
        names = _machines(platform)
        count = f"{len(machines)} recorded"
        if names is None:
            lines.append(f"{platform}: {count}; no machine of ours")
            continue
        mine = [ours[name] for name in names if name in ours]
        lines.append(f"{platform}: {count}, {len(mine)} of ours")
        kinds = sorted({kind for machine in machines for kind in machine})
        for kind in kinds:
            theirs = [text for machine in machines for text in machine.get(kind, ())]
            own = [text for machine in mine for text in machine.get(kind, ())]
            if not own:
                lines.append(f"  {kind}: {len(theirs)} recorded; ours have no such probe")
                continue
            real = set().union(*(elements(kind, text) for text in theirs))
            made = set().union(*(elements(kind, text) for text in own))
            lines.append(f"  {kind}: {len(theirs)} recorded, {len(own)} of ours")
            lines.append(f"    in both {len(real & made)}")
            for what, some in (("only recorded", real - made), ("only ours", made - real)):
                if some:
                    listed = sorted(some)
                    more = f" … and {len(listed) - shown} more" if len(listed) > shown else ""
                    lines.append(f"    {what} {len(listed)}: {'; '.join(listed[:shown])}{more}")
    return lines


def main(arguments: list[str]) -> int:
    """Print the report and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.sidebyside",
        description="Lay our machines beside recordings of real ones.",
        epilog="example: python -m tests.sidebyside ~/recordings --shown 40",
    )
    parser.add_argument("folder", type=Path, help="SOURCE/CASE/ with probes and truth.json")
    parser.add_argument("--shown", type=int, default=12, help="differences to write out a probe")
    chosen = parser.parse_args(arguments)
    if not chosen.folder.is_dir():
        print(f"sidebyside: there is no folder {str(chosen.folder)!r}", file=sys.stderr)
        return 2
    print("\n".join(report(chosen.folder, chosen.shown)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
