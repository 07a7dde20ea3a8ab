"""What recording takes of this machine: what is missing is named at once, with its packages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from recorder.__main__ import main
from recorder.architectures import ARCHITECTURES

INSTALL = "sudo apt-get install -y --no-install-recommends"


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give this test a machine that has no program at all; return the folder of its programs."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def give(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text("#!/bin/false\n")
        (folder / name).chmod(0o755)


def test_what_is_missing_for_one_machine_is_one_sentence(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give(bare, "readelf")
    assert main(["--machine", "microvm"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "recorder: qemu-system-x86_64 is missing: install it with: "
        f"{INSTALL} qemu-system-x86 seabios\n"
    )


def test_what_is_missing_for_all_machines_is_one_sentence_and_one_command(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 2
    said = capsys.readouterr().err
    assert said.startswith("recorder: qemu-system-x86_64, ") and said.count("\n") == 1
    assert " are missing: install them with: " in said
    command = said.partition(f"{INSTALL} ")[2].split()
    wanted = {name for row in ARCHITECTURES.values() for name in row.install.split()}
    assert set(command) == {*wanted, "binutils"} and len(command) == len(set(command))


def test_only_what_a_machine_needs_is_asked_for(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give(bare, "readelf", "qemu-system-x86_64")
    assert main(["--missing", "--machine", "microvm"]) == 0
    assert capsys.readouterr().out.split() == []
    assert main(["--missing", "--machine", "riscv64-guest"]) == 0
    assert capsys.readouterr().out.split() == ARCHITECTURES["riscv64"].install.split()


def test_an_emulator_that_is_there_is_not_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--missing"]) == 0
    asked = capsys.readouterr().out.split()
    for row in ARCHITECTURES.values():
        assert (shutil.which(row.program) is None) == (row.install.split()[0] in asked)
