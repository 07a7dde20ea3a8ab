"""A second recording: what may differ is listed, and what differs beside that is told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from recorder.__main__ import main
from recorder.again import LISTED, differing
from recorder.table import load_machines
from recorder.writing import folder_of, probes_in

TOP = Path(__file__).resolve().parents[2]
SHIPPED = TOP / "hvutils"
MACHINES = load_machines()


def recording(folder: Path, name: str) -> Path:
    """Copy what is shipped of a machine, as if it were recorded again; return its probes."""
    place = folder_of(MACHINES[name], folder)
    shutil.copytree(folder_of(MACHINES[name], SHIPPED), place)
    return place


def moved(text: str) -> str:
    return re.sub(r"^\[ *\d+\.(\d{6})\]", r"[   77.\1]", text, flags=re.MULTILINE)


def test_the_documentation_lists_the_same() -> None:
    docs = (TOP / "docs" / "captures.md").read_text(encoding="utf-8")
    table = re.search(r"\| probe \| what may differ \|\n\|[-|]+\|\n((?:\|.*\n)+)", docs)
    assert table is not None
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table[1].splitlines()]
    assert [(f"`{row.files}`", row.why) for row in LISTED] == [tuple(row) for row in rows]


def test_what_is_listed_is_no_difference() -> None:
    for machine in MACHINES.values():
        before = probes_in(folder_of(machine, SHIPPED))
        after = {name: moved(text) if "dmesg" in name else text for name, text in before.items()}
        assert differing(before, after) == [], machine.name


@pytest.mark.parametrize(
    ("name", "file", "line", "change"),
    [
        ("kvm-guest", "lsmod.txt", 2, ("728", "729")),
        ("kvm-guest", "dmesg.txt", 1, ("] ", "] not ")),
        # A ten-thousandth of a speed may differ, the speed may not.
        ("kvm-guest", "lscpu.txt", 18, ("1999.99", "4199.99")),
        ("medlar", "ip_link.txt", 4, ("52:54:00", "52:54:01")),
    ],
)
def test_what_is_not_listed_is_told_with_its_place(
    name: str,
    file: str,
    line: int,
    change: tuple[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = recording(tmp_path, name) / file
    lines = path.read_text().split("\n")
    lines[line - 1] = lines[line - 1].replace(*change)
    path.write_text("\n".join(lines))
    assert main(["--compare", str(tmp_path), "--machine", name]) == 1
    said = capsys.readouterr().out
    assert said == f"{name}: 1 lines differ\n  {file}:{line}  {lines[line - 1].strip()}\n"


def test_lines_and_probes_that_come_and_go_are_told(tmp_path: Path) -> None:
    before = {"a.txt": "one\ntwo\nthree\n", "b.txt": "", "dmesg.txt": "[    0.1] x\n"}
    after = {"a.txt": "one\nthree\nfour\n", "c.txt": "", "dmesg.txt": "[    0.1] x\n"}
    assert differing(before, after) == [
        "b.txt  is no longer there",
        "c.txt  was not there",
        "a.txt:2  was two",
        "a.txt:3  four",
    ]


def test_a_collection_is_compared_with_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recording(tmp_path, "microvm")
    assert main(["--compare", str(tmp_path)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "microvm: as before" in said
    assert "kvm-guest: not recorded again" in said
