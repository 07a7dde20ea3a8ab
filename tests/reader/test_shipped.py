"""The reader agrees with the expert on every machine that the project ships."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from hvutils import Capture
from hvutils.parsers import read_file
from hvutils.verdict import classify

PACKAGE = Path(__file__).resolve().parents[2] / "hvutils"
SAMPLES = sorted((path.parent / "probes", path) for path in PACKAGE.glob("samples/*/verdict.toml"))
POOL = sorted((PACKAGE / "pool" / path.stem, path) for path in PACKAGE.glob("grading/pool/*.toml"))
every_machine = pytest.mark.parametrize(
    ("folder", "truth"),
    [*SAMPLES, *POOL],
    ids=[*(path.parts[-2] for _, path in SAMPLES), *(path.stem for _, path in POOL)],
)


def expert(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_every_folder_of_the_pool_has_a_truth() -> None:
    folders = {path for path in (PACKAGE / "pool").iterdir() if path.is_dir()}
    assert {folder for folder in folders if folder.name[0] not in "_."} == {one for one, _ in POOL}


@every_machine
def test_the_expert_and_the_reader_agree(folder: Path, truth: Path) -> None:
    verdict, wanted = classify(Capture.load(folder)), expert(truth)
    # Where the reader cannot know what the recorder knows, the truth says what it may say, and why.
    wanted |= wanted.get("reader", {})
    assert verdict.role.value == wanted["role"]
    assert (verdict.hypervisor and verdict.hypervisor.value) == wanted.get("hypervisor")
    assert (verdict.type and verdict.type.value) == wanted.get("type")


@every_machine
def test_what_the_expert_calls_strong_is_read(folder: Path, truth: Path) -> None:
    capture = Capture.load(folder)
    for row in expert(truth)["evidence"]:
        if row["weight"] == "strong":
            assert read_file(capture.file(row["file"])) is not None, row["file"]


def test_a_dressed_machine_says_what_it_is_dressed_with() -> None:
    verdict = classify(Capture.load(PACKAGE / "samples" / "vmware-dressed" / "probes"))
    assert any(
        "VMware" in conflict.finding.text and "cpuid.txt" in conflict.against
        for conflict in verdict.conflicts
    )
    assert verdict.confidence >= 0.8
