"""The reconstruction room: what is shipped is what the descriptions say, in the tools' layouts."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reconstructor import devices, processor, windows
from reconstructor.__main__ import main, stale
from reconstructor.building import capture, files
from reconstructor.description import Machine, load_machines
from reconstructor.errors import DescriptionError

ROOT = Path(__file__).resolve().parents[2]
MACHINES = {machine.name: machine for machine in load_machines()}


def changed(name: str, **values: object) -> Machine:
    return replace(MACHINES[name], values={**MACHINES[name].values, **values})


def test_what_is_shipped_is_what_the_descriptions_say() -> None:
    assert stale() == []


def test_a_file_that_was_changed_by_hand_or_lies_beside_is_named(tmp_path: Path) -> None:
    for path, text in files(MACHINES["aws-nitro"], tmp_path).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    probes = tmp_path / "samples" / "aws-nitro" / "probes"
    (probes / "uname_a.txt").write_text("Linux\n")
    (probes / "more.txt").write_text("")
    wrong = [name for name in stale(tmp_path) if "aws-nitro" in name]
    assert wrong == [
        "samples/aws-nitro/probes/uname_a.txt",
        "samples/aws-nitro/probes/more.txt",
    ]


def test_the_command_names_what_it_does_not_know() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "reconstructor", "no-such-machine"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert run.returncode == 2
    assert "no machine is called 'no-such-machine'; there are: " in run.stderr
    assert main(["--check"]) == 0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"cpu": "6502"}, "cpus.toml has no row '6502'"),
        ({"system": "plan-9"}, "systems.toml has no row 'plan-9'"),
        ({"more_devices": ["00:1e.0 dead:beef"]}, "pci.toml gives dead:beef no class"),
        ({"more_modules": ["frobnicate"]}, "modules.toml has no module 'frobnicate'"),
    ],
)
def test_a_description_that_points_nowhere_is_named(values: dict[str, object], words: str) -> None:
    with pytest.raises(DescriptionError, match="aws-nitro") as caught:
        capture(changed("aws-nitro", **values))
    assert words in str(caught.value)


def test_evidence_that_stands_nowhere_is_named() -> None:
    row = {"file": "lscpu.txt", "find": "Quantum", "says": "No.", "weight": "strong"}
    with pytest.raises(DescriptionError, match=r"no line of lscpu\.txt matches 'Quantum'"):
        capture(replace(MACHINES["aws-nitro"], evidence=(row,)))


def test_lscpu_has_the_order_and_the_column_of_its_release() -> None:
    new = processor.lscpu(MACHINES["aws-nitro"]).splitlines()
    old = processor.lscpu(changed("aws-nitro", system="ubuntu-20.04")).splitlines()
    assert [line.split(":")[0] for line in new[6:10]] == [
        *("Vendor ID", "BIOS Vendor ID", "Model name", "BIOS Model name")
    ]
    assert old[-1].startswith("Flags: ")
    assert any(line.startswith("CPU MHz: ") for line in old)
    for lines in (new, old):
        columns = {len(line) - len(line.partition(":")[2].lstrip()) for line in lines}
        assert len(columns) == 1


def test_the_cores_threads_and_caches_add_up() -> None:
    machine = changed("aws-nitro", sockets=2, cores=4, threads=2)
    lscpu = processor.lscpu(machine)
    assert "CPU(s):                               16\n" in lscpu
    assert "L2 cache:                             8 MiB (8 instances)\n" in lscpu
    assert "L3 cache:                             71.5 MiB (2 instances)\n" in lscpu
    numbers = [
        line.split(": ")[1]
        for line in processor.cpuinfo(machine).splitlines()
        if line.startswith("apicid")
    ]
    assert sorted(map(int, numbers)) == list(range(16))


def test_a_module_is_counted_by_what_uses_it() -> None:
    rows = {
        line.split()[0]: line.split()
        for line in devices.lsmod(MACHINES["hyperv-guest"]).splitlines()
    }
    assert rows["hv_vmbus"][2] == str(len(rows["hv_vmbus"][3].split(",")))
    assert "hv_netvsc" in rows["hv_vmbus"][3]


def test_windows_cuts_names_in_getmac_and_adds_its_memory_up() -> None:
    machine = MACHINES["hyperv-root"]
    assert "vEthernet (Gues Hyper-V Virtual 00-15-5D-06-0C-00" in windows.getmac(machine)
    system = windows.systeminfo(machine)
    assert "Virtual Memory: Available: 46,842 MB" in system
    assert system.count("\n") == system.count("\r\n")
