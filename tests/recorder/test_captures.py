"""The shipped captures: their manifests are whole, their evidence stands where it is said to.

That their probes agree is the business of tests/consistency.
"""

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
NOBODY = "00000000-0000-0000-0000-000000000000"
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.I)


@dataclass(frozen=True)
class Shipped:
    """One capture with its manifest and its truth."""

    folder: Path
    manifest: dict[str, Any]
    truth: dict[str, Any]

    def text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode("utf-8").replace("\r\n", "\n")


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
        uname = "uname.txt" if (capture.folder / "uname.txt").exists() else "uname_a.txt"
        assert manifest["kernel"] in capture.text(uname) or manifest.get("inside") == "uml"
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
            # All zeros are Xen's dom0, and the number that stands in for any other.
            assert set(UUID.findall(text)) <= {NOBODY, f"{NOBODY[:-1]}1"}, path.name
            for value in re.findall(
                r"(?:Serial Number|UUID|Asset Tag|Product ID|DUID)[ .]*: *(\S.*)", text
            ):
                assert value.strip() in {*EMPTY, NOBODY, f"{NOBODY[:-1]}1"}, path.name


@pytest.mark.parametrize("name", ["systeminfo.txt", "ipconfig_all.txt"])
def test_windows_probes_end_their_lines_as_windows_does(name: str) -> None:
    for capture in SHIPPED:
        if (capture.folder / name).exists():
            data = (capture.folder / name).read_bytes()
            assert data.count(b"\n") == data.count(b"\r\n") > 0


def test_the_pool_holds_probe_output_only() -> None:
    for path in (HVUTILS / "pool").rglob("*"):
        if path.is_file() and path.suffix != ".pyc" and path.name != "__init__.py":
            assert path.suffix in {"", ".txt"}, path
            text = path.read_text(encoding="utf-8")
            told = re.search(r"moved|dressed|reconstructed|recorder|verdict|manifest", text)
            assert not told, (path, told)


def test_an_emulator_in_an_emulator_shows_nothing_of_the_outer_one() -> None:
    samples = HVUTILS / "samples"
    inner, plain = (samples / name / "probes" for name in ("qemu-in-qemu", "microvm"))
    for name in ("cpuid.txt", "lscpu.txt", "proc/cpuinfo", "systemd_detect_virt.txt"):
        assert (inner / name).read_bytes() == (plain / name).read_bytes(), name
