"""The recorder around the boot: its table, its script, what it writes; and one boot on request."""

from __future__ import annotations

import datetime
import os
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from hvutils import Capture, classify
from recorder import __main__ as recorder
from recorder import qemu
from recorder.__main__ import main
from recorder.architectures import ARCHITECTURES, TOOLS
from recorder.errors import RecorderError
from recorder.modules import closure
from recorder.packages import Packages
from recorder.packs import PACKS
from recorder.run import run
from recorder.serial import Recorded
from recorder.table import TABLE, Machine, load_machines
from recorder.writing import BY_HAND, Written, manifest, write

MACHINES = load_machines()
NAMES = (*TOOLS, *(name for row in ARCHITECTURES.values() for name in (*row.tools, *row.more)))
PACKAGES = Packages(Path("nowhere"), "6.1.0-1-amd64", dict.fromkeys(NAMES, "3.4-1"))
VERSION = "QEMU emulator version 0.0"


def _manifest(name: str, probes: dict[str, str]) -> str:
    return manifest(
        MACHINES[name],
        Recorded(probes, ("proc/sysinfo",)),
        PACKAGES,
        VERSION,
        datetime.date(2026, 1, 2),
    )


def test_the_list_names_every_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in MACHINES)


def test_an_unknown_machine_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qemu, "version", lambda machine: VERSION)
    assert main(["--machine", "amiga"]) == 2
    assert "no machine 'amiga' in the table: there are qemu-plain" in capsys.readouterr().err


def test_a_missing_program_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    for name in ("qemu-plain", "arm64-guest", "riscv64-guest"):
        with pytest.raises(
            RecorderError, match=r"qemu-system-\w+ is missing: install it with: sudo apt"
        ):
            qemu.version(MACHINES[name])


def test_a_machine_that_cannot_be_recorded_stops_no_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tried = []

    def capture(machine: Machine, *_: object) -> Written:
        tried.append(machine.name)
        if machine.name == "birch":
            raise RecorderError("birch: it did not end within 600 seconds")
        return Written(tmp_path / machine.name, {}, ())

    monkeypatch.setattr(recorder, "_capture", capture)
    monkeypatch.setattr(recorder, "_fetched", lambda name: None)
    monkeypatch.setattr(recorder.programs, "check", lambda machines: None)
    assert main(["--output", str(tmp_path)]) == 2
    assert sorted(tried) == sorted(MACHINES)
    printed = capsys.readouterr()
    assert "birch: booting, not recorded: birch: it did not end within" in printed.out
    assert printed.err.endswith("not recorded: birch; try again: make captures MACHINE=birch\n")


def test_a_command_that_does_not_end_is_stopped() -> None:
    with pytest.raises(RecorderError, match="did not end within"):
        run(("sleep", "20"), 0.2, "")


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES.keys())
def test_no_machine_reaches_the_network_or_shows_this_cpu(machine: Machine) -> None:
    words = " ".join(qemu.command(machine))
    assert "restrict=on" in words and ("-icount" in words) == machine.counted
    assert "-cpu host" not in words and "accel=tcg" in words
    # What runs inside has no other network either.
    assert "-netdev user" not in (inside := " ".join(machine.guest)) or "restrict=on" in inside


def test_a_row_that_lacks_a_field_is_named(tmp_path: Path) -> None:
    table = tmp_path / "machines.toml"
    table.write_text('[probes]\n[[machine]]\nname = "half"\nplace = "pool"\n')
    with pytest.raises(RecorderError, match=r"machine 'half' of the table: .*missing"):
        load_machines(table)


def test_a_shape_comes_before_what_the_row_says(tmp_path: Path) -> None:
    table = tmp_path / "machines.toml"
    common = 'place = "pool"\nkind = "recorded"\ntitle = ""\ncaption = ""\nhow = ""\n'
    shape = '[shapes.s]\nqemu = ["-m", "64"]\nseconds = 7\n'
    row = f'[[machine]]\nname = "a"\nlike = "s"\nqemu = ["-vga", "none"]\n{common}'
    table.write_text(shape + row)
    machine = load_machines(table)["a"]
    assert machine.qemu == ("-m", "64", "-vga", "none") and machine.seconds == 7
    table.write_text(shape + row.replace('"s"', '"t"'))
    with pytest.raises(RecorderError, match="machine 'a' of the table: there is no shape 't'"):
        load_machines(table)
    table.write_text(shape + row.replace('"pool"', '"pond"'))
    with pytest.raises(RecorderError, match="place is one of pool, samples; it says 'pond'"):
        load_machines(table)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES.keys())
def test_what_runs_in_a_machine_is_there(machine: Machine) -> None:
    """A stage is a script, a pack is a row, and a guest needs a stage that starts it."""
    stages = {path.stem for path in (TABLE.parent / "stages").iterdir()}
    assert machine.stage in {"", *stages} and set(machine.packs) <= set(PACKS)
    assert bool(machine.stage) or not (machine.guest or machine.packs)


def test_modules_bring_what_they_need() -> None:
    lines = ["k/virtio-net.ko: k/virtio.ko k/ring.ko", "k/virtio.ko:", "k/ring.ko:", "k/other.ko:"]
    assert closure(lines, ("virtio_net",)) == ["k/ring.ko", "k/virtio-net.ko", "k/virtio.ko"]
    assert closure(lines, ("floppy", "ring")) == ["k/ring.ko"]
    with pytest.raises(RecorderError, match="is it unpacked"):
        closure(lines, ("floppy",))


def test_a_sample_gets_its_manifest_and_keeps_its_verdict(tmp_path: Path) -> None:
    verdict = tmp_path / "samples" / "qemu-plain" / "verdict.toml"
    verdict.parent.mkdir(parents=True)
    verdict.write_text("role = 'guest'\n")
    (verdict.parent / "probes").mkdir()
    (verdict.parent / "probes" / "old.txt").write_text("gone")
    probes = {"lscpu.txt": "x\n", "sys/class/dmi/id/sys_vendor": "QEMU\n"}
    said = _manifest("qemu-plain", probes)
    folder = write(MACHINES["qemu-plain"], probes, said, tmp_path).folder
    assert {str(it.relative_to(folder)) for it in folder.rglob("*") if it.is_file()} == set(probes)
    content = tomllib.loads((folder.parent / "manifest.toml").read_text())
    assert content["name"] == "qemu-plain" and content["date"] == datetime.date(2026, 1, 2)
    assert content["absent"] == ["proc/sysinfo"]
    assert verdict.read_text() == "role = 'guest'\n"


def test_a_pool_capture_keeps_its_truth_apart_and_by_hand(tmp_path: Path) -> None:
    machine, probes = MACHINES["birch"], {"lscpu.txt": "x\n"}
    folder = write(machine, probes, _manifest("birch", probes), tmp_path).folder
    assert [it.name for it in folder.iterdir()] == ["lscpu.txt"]
    truth = tmp_path / "grading" / "pool" / "birch.toml"
    truth.write_text(truth.read_text() + "role = 'guest'\n")
    changed = replace(machine, title="Another title")
    text = manifest(changed, Recorded(probes, ()), PACKAGES, VERSION, datetime.date(2026, 1, 3))
    write(changed, probes, text, tmp_path)
    assert truth.read_text().count(BY_HAND) == 1
    content = tomllib.loads(truth.read_text())
    assert content["role"] == "guest" and content["title"] == "Another title"


@pytest.mark.skipif(
    os.environ.get("HV_RECORD") != "1",
    reason="boots a virtual machine for a minute: make test-recorder",
)
def test_a_machine_boots_and_repeats_what_is_shipped(tmp_path: Path) -> None:
    """A newer kernel or tool may word a line anew; the machine itself is the same."""
    assert main(["--machine", "microvm", "--output", str(tmp_path)]) == 0
    ours = Path(__file__).resolve().parents[2] / "hvutils" / "samples" / "microvm" / "probes"
    again = tmp_path / "samples" / "microvm" / "probes"
    names = {path.relative_to(ours) for path in ours.rglob("*") if path.is_file()}
    assert names == {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    for name in names:
        if name.name in ("cpuid.txt", "ip_link.txt", "modules.txt", "current_clocksource"):
            assert (again / name).read_bytes() == (ours / name).read_bytes(), name
    before, after = (classify(Capture.load(folder)) for folder in (ours, again))
    assert (after.role, after.hypervisor, after.type) == (
        before.role,
        before.hypervisor,
        before.type,
    )
