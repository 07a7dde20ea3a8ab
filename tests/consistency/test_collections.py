"""The two collections: whole, apart from each other, and of machines that differ."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from hvutils.captures import Capture
from tests.consistency.__main__ import shipped

PACKAGE = Path(__file__).resolve().parents[2] / "hvutils"
SAMPLES = sorted(path.parent.name for path in PACKAGE.glob("samples/*/verdict.toml"))
POOL = sorted(path.stem for path in PACKAGE.glob("grading/pool/*.toml"))

# The platforms that the course names, each with its practice machine and what that is.
PLATFORMS = {
    "ESXi, the host": ("esxi-host", "host", "vmware", "type-1"),
    "ESXi, a guest": ("esxi-guest", "guest", "vmware", "undetermined"),
    "VMware Workstation": ("workstation-host", "host", "vmware", "type-2"),
    "Hyper-V, a guest": ("hyperv-guest", "guest", "hyper-v", "type-1"),
    "Hyper-V, the root partition": ("hyperv-root", "host", "hyper-v", "type-1"),
    "Windows with VBS": ("windows-vbs", "host", "hyper-v", "type-1"),
    "WSL2": ("wsl2", "guest", "hyper-v", "type-1"),
    "Azure": ("azure-guest", "guest", "hyper-v", "type-1"),
    "VirtualBox, a guest": ("virtualbox-guest", "guest", "virtualbox", "type-2"),
    "VirtualBox, the host": ("virtualbox-host", "host", "virtualbox", "type-2"),
    "Parallels": ("parallels-guest", "guest", "parallels", "type-2"),
    "Xen, dom0": ("xen-dom0", "host", "xen", "type-1"),
    "Xen, a guest": ("xen-pv-guest", "guest", "xen", "type-1"),
    "KVM, the host": ("kvm-host", "host", "kvm", "type-1"),
    "KVM, a guest": ("kvm-guest", "guest", "kvm", "type-1"),
    "AWS Nitro": ("aws-nitro", "guest", "kvm", "type-1"),
    "AWS metal": ("aws-metal", "bare-metal", None, None),
    "Google Cloud": ("google-guest", "guest", "kvm", "type-1"),
    "Google Cloud metal": ("google-metal", "bare-metal", None, None),
    "QEMU": ("qemu-plain", "guest", "qemu", "type-2"),
    "bare metal": ("bare-metal-server", "bare-metal", None, None),
}
# What every machine may have: constants of products, and private addresses that NAT gives out.
COMMON = frozenset(
    (
        *("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "fe:ff:ff:ff:ff:ff", "0a:00:27:00:00:00"),
        "01:80:c2:00:00:00",  # where bridges talk to each other
        *("00:50:56:c0:00:01", "00:50:56:c0:00:08", "10.0.2.15", "10.0.2.2", "10.0.2.3"),
        *("255.255.255.0", "255.255.240.0", "255.255.0.0"),
    )
)
IDENTIFYING = (
    re.compile(r"\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b"),
    re.compile(r"(?<![\d.])(?:10|172|192)(?:\.\d{1,3}){3}(?![\d.])"),
    re.compile(r"\bfe80::[0-9a-f:]+"),
    re.compile(r"^(?:original install date|system boot time): +(.*)$", re.M),
)


def truth(name: str) -> dict[str, Any]:
    """What is so about a machine of the pool."""
    path = PACKAGE / "grading" / "pool" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def name_of(folder: Path) -> str:
    return folder.parent.name if folder.name == "probes" else folder.name


CAPTURES = {name_of(folder): Capture.load(folder) for folder in shipped()}


def identifying(capture: Capture) -> set[str]:
    """The addresses and dates of a machine, in one way of writing."""
    text = "\n".join(file.text for file in capture.files).lower()
    found = {match for pattern in IDENTIFYING for match in pattern.findall(text)}
    return {one.replace("-", ":") if one.count("-") == 5 else one for one in found} - COMMON


def rows(capture: Capture) -> set[tuple[str, str]]:
    """The lines of a machine; lspci's two forms count as one probe."""
    return {
        (file.name.replace("nnk", "nn"), line.strip())
        for file in capture.files
        for line in file.lines
        if line.strip()
    }


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_platform_of_the_course_has_a_practice_machine(platform: str) -> None:
    name, role, hypervisor, kind = PLATFORMS[platform]
    folder = PACKAGE / "samples" / name
    verdict = tomllib.loads((folder / "verdict.toml").read_text(encoding="utf-8"))
    assert verdict["role"] == role
    assert (verdict.get("hypervisor"), verdict.get("type")) == (hypervisor, kind)
    assert len(verdict["confidence"]) > 40
    assert sum(row["weight"] == "strong" for row in verdict["evidence"]) >= 1


def test_there_are_enough_machines_to_practise_on() -> None:
    assert len(SAMPLES) >= 15


def test_the_pool_is_large_and_has_machines_that_lie_and_machines_that_stay_open() -> None:
    truths = {name: truth(name) for name in POOL}
    assert len(truths) >= 40
    lying = [name for name, said in truths.items() if said.get("lies")]
    open_ = [name for name, said in truths.items() if said.get("type") == "undetermined"]
    assert len(lying) >= 12
    assert len(open_) >= 4
    platforms = Counter(
        (said["role"], said.get("hypervisor"), said.get("type")) for said in truths.values()
    )
    # No answer is right for more than a third of the machines: guessing does not pay.
    assert max(platforms.values()) <= len(truths) / 3, platforms.most_common(3)


def test_a_machine_that_lies_has_a_line_that_does() -> None:
    for name in POOL:
        said = truth(name)
        if said.get("lies"):
            assert any(row["weight"] == "misleading" for row in said["evidence"]), name
            assert said["lies"].endswith("."), name


def test_no_practice_machine_is_in_the_pool_and_no_machine_is_there_twice() -> None:
    """Not nearly either: no address and no date of one is another's."""
    assert not set(SAMPLES) & set(POOL)
    owners: dict[str, set[str]] = {}
    for name, capture in CAPTURES.items():
        for value in identifying(capture):
            owners.setdefault(value, set()).add(name)
    assert {value: names for value, names in owners.items() if len(names) > 1} == {}


def test_no_two_machines_are_nearly_the_same() -> None:
    """Machines of one platform share many lines; a machine's own are more than a seventh."""
    lines = {name: rows(capture) for name, capture in CAPTURES.items()}
    close = []
    for one, other in combinations(sorted(lines), 2):
        shared = len(lines[one] & lines[other]) / len(lines[one] | lines[other])
        if shared > 0.85:
            close.append((one, other, round(shared, 2)))
    assert close == []
