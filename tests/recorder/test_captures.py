"""The shipped captures: their manifests are whole, their evidence stands where it is said to."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hvutils.tables.words import Hypervisor, HypervisorType, Role

HVUTILS = Path(__file__).resolve().parents[2] / "hvutils"
NEEDED = {"name", "title", "caption", "provenance", "how", "date", "tools"}
WEIGHTS = {"strong", "medium", "weak", "misleading"}
# The last is the tag that every machine of Azure carries: it names no machine.
EMPTY = {
    "7783-7084-3265-9085-8269-3286-77",
    "Not Specified",
    "Not Settable",
    "Not Present",
    "None",
    "No Asset Tag",
    "[redacted]",
}
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.I)


@dataclass(frozen=True)
class Shipped:
    """One capture with its manifest and its truth."""

    folder: Path
    manifest: dict[str, Any]
    truth: dict[str, Any]

    def text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode("utf-8").replace("\r\n", "\n")

    def fields(self, name: str) -> dict[str, str]:
        """The ``label: value`` lines of a probe; of equal labels the first."""
        found: dict[str, str] = {}
        for line in self.text(name).splitlines():
            label, colon, value = line.partition(":")
            if colon:
                found.setdefault(label.strip(), value.strip())
        return found


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _shipped() -> list[Shipped]:
    samples = [
        Shipped(folder / "probes", _toml(folder / "manifest.toml"), _toml(folder / "verdict.toml"))
        for folder in sorted((HVUTILS / "samples").iterdir())
        if (folder / "probes").is_dir()
    ]
    pool = [
        Shipped(folder, truth, truth)
        for folder in sorted((HVUTILS / "pool").iterdir())
        if folder.is_dir() and not folder.name.startswith("__")
        for truth in [_toml(HVUTILS / "grading" / "pool" / f"{folder.name}.toml")]
    ]
    return samples + pool


SHIPPED = _shipped()
every = pytest.mark.parametrize("capture", SHIPPED, ids=lambda it: it.manifest["name"])
every_linux = pytest.mark.parametrize(
    "capture",
    [it for it in SHIPPED if (it.folder / "lscpu.txt").exists()],
    ids=lambda it: it.manifest["name"],
)


def test_the_captures_of_the_first_assignment_are_there() -> None:
    names = {it.manifest["name"] for it in SHIPPED}
    assert names >= {"amber", "birch", "cedar", "qemu-plain", "vmware-dressed", "windows-on-vmware"}


@every
def test_the_manifest_is_complete(capture: Shipped) -> None:
    manifest = capture.manifest
    assert manifest.keys() >= NEEDED
    assert all(manifest[key] for key in NEEDED)
    assert isinstance(manifest["date"], date)
    folder = capture.folder
    assert manifest["name"] == (folder.parent if folder.name == "probes" else folder).name
    if manifest["provenance"] == "reconstructed":
        assert manifest["source"]
        assert all(row.keys() >= {"value", "says", "from"} for row in manifest["source"])
    else:
        assert manifest["provenance"] in {"recorded", "dressed"}
        assert manifest["kernel"] in capture.text("uname_a.txt")
        assert manifest["qemu"].startswith("QEMU emulator version")
        assert not any(re.search(r"(^|[=,:])/", word) for word in manifest["command"])


@every
def test_the_truth_uses_the_words_of_a_verdict(capture: Shipped) -> None:
    Role(capture.truth["role"])
    if capture.truth["role"] == "bare-metal":
        assert not capture.truth.keys() & {"hypervisor", "type"}
    else:
        Hypervisor(capture.truth["hypervisor"])
        HypervisorType(capture.truth["type"])


@every
def test_every_evidence_row_stands_on_its_line(capture: Shipped) -> None:
    assert any(row["weight"] == "strong" for row in capture.truth["evidence"])
    for row in capture.truth["evidence"]:
        line = capture.text(row["file"]).split("\n")[row["line"] - 1]
        assert line.strip() == row["text"], (row["file"], row["line"])
        assert row["says"].endswith(".") and row["weight"] in WEIGHTS


@every
def test_no_serial_number_and_no_uuid_is_shipped(capture: Shipped) -> None:
    for path in capture.folder.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not UUID.search(text), path.name
            for value in re.findall(
                r"(?:Serial Number|UUID|Asset Tag|Product ID|DUID)[ .]*: *(\S.*)", text
            ):
                assert value.strip() in EMPTY, path.name


@every_linux
def test_the_cpu_count_agrees(capture: Shipped) -> None:
    lscpu = capture.fields("lscpu.txt")
    processors = re.findall(r"^processor\t", capture.text("proc_cpuinfo.txt"), re.MULTILINE)
    assert int(lscpu["CPU(s)"]) == len(processors)
    each = int(lscpu["Thread(s) per core"]) * int(lscpu["Core(s) per socket"])
    assert each * int(lscpu["Socket(s)"]) == len(processors)


@every_linux
def test_the_cpu_agrees(capture: Shipped) -> None:
    lscpu, cpuinfo = capture.fields("lscpu.txt"), capture.fields("proc_cpuinfo.txt")
    for ours, theirs in (
        *(("Vendor ID", "vendor_id"), ("Model name", "model name"), ("CPU family", "cpu family")),
        *(("Model", "model"), ("Stepping", "stepping"), ("BogoMIPS", "bogomips")),
        *(("Flags", "flags"), ("Address sizes", "address sizes")),
    ):
        assert lscpu[ours] == cpuinfo[theirs]


@every_linux
def test_the_firmware_strings_agree(capture: Shipped) -> None:
    blocks = re.split(r"\n\n", capture.text("dmidecode.txt"))
    tables = {block.split("\n")[1]: block for block in blocks if block.startswith("Handle")}
    for file, table, label in (
        ("sys_vendor", "System Information", "Manufacturer"),
        ("product_name", "System Information", "Product Name"),
        ("product_version", "System Information", "Version"),
        ("bios_vendor", "BIOS Information", "Vendor"),
        ("board_vendor", "Base Board Information", "Manufacturer"),
    ):
        path = capture.folder / "sys_class_dmi_id" / file
        # Who records the guest asks for them all; the rest may show some.
        if capture.manifest["provenance"] != "reconstructed":
            assert path.exists() == (table in tables), file
        if path.exists():
            # The kernel shows nothing where dmidecode says that a string is not there.
            shown = path.read_text().strip() or "Not Specified"
            assert f"\n\t{label}: {shown}\n" in f"{tables[table]}\n"


@every_linux
def test_one_network_card_has_a_mac_address(capture: Shipped) -> None:
    cards = re.findall(r"link/ether ((?:[0-9a-f]{2}:){5}[0-9a-f]{2}) ", capture.text("ip_link.txt"))
    # A host has bridges and its guests' cards beside its own, and a server has two.
    assert len(cards) == 1 or capture.truth["role"] in ("host", "bare-metal")


@every_linux
def test_used_modules_are_loaded(capture: Shipped) -> None:
    rows = [line.split() for line in capture.text("lsmod.txt").splitlines()[1:]]
    loaded = {row[0] for row in rows}
    users = {user for row in rows if len(row) > 3 for user in row[3].split(",")}
    assert users <= loaded
    assert all(int(row[2]) >= len(row[3].split(",")) for row in rows if len(row) > 3)


@pytest.mark.parametrize("name", ["systeminfo.txt", "ipconfig_all.txt"])
def test_windows_probes_end_their_lines_as_windows_does(name: str) -> None:
    for capture in SHIPPED:
        if (capture.folder / name).exists():
            data = (capture.folder / name).read_bytes()
            assert data.count(b"\n") == data.count(b"\r\n") > 0


def test_windows_probes_agree() -> None:
    both = [it for it in SHIPPED if (it.folder / "systeminfo.txt").exists()]
    assert len(both) >= 4
    for capture in both:
        system, network = capture.text("systeminfo.txt"), capture.text("ipconfig_all.txt")
        fields = capture.fields("systeminfo.txt")
        assert f". : {fields['Host Name']}\n" in network
        for address in re.findall(r"^ +\[\d\d\]: (\d+\.\S+|fe80\S+)$", system, re.MULTILINE):
            assert f": {address}(" in network or f": {address}%" in network
        sizes = [
            int(number.replace(",", ""))
            for number in re.findall(r"^Virtual Memory: .*: +([\d,]+) MB$", system, re.MULTILINE)
        ]
        assert sizes[0] == sizes[1] + sizes[2]


def test_the_pool_holds_probe_output_only() -> None:
    for path in (HVUTILS / "pool").rglob("*"):
        if path.is_file() and path.suffix != ".pyc" and path.name != "__init__.py":
            assert path.suffix in {"", ".txt"}, path
            text = path.read_text(encoding="utf-8")
            told = re.search(r"moved|dressed|reconstructed|recorder|verdict|manifest", text)
            assert not told, (path, told)
