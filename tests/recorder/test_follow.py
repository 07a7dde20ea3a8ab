"""What an expert wrote of a machine follows its lines into a new recording."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from recorder.follow import follow
from recorder.table import load_machines
from recorder.writing import write

BEFORE = {
    "dmesg.txt": "[    0.000000] DMI: QEMU\n[    0.011182] ACPI: RSDT\n[    0.4] clock\n",
    "lscpu.txt": "CPU(s): 1\nFlags: fpu\nModel: 1\n",
    "sys/hypervisor/type": "xen\n",
}
AFTER = {
    **BEFORE,
    "dmesg.txt": "[    0.000000] DMI: QEMU\n[    0.2] new\n[    0.011999] ACPI: RSDT\n",
    "lscpu.txt": "Vendor: QEMU\nCPU(s): 1\nFlags: fpu\nModel: 2\n",
}


def row(file: str, line: int, text: str) -> str:
    return f'[[evidence]]\nfile = "{file}"\nline = {line}\ntext = "{text}"\nsays = "It."\n'


def test_a_row_goes_where_its_line_went_and_takes_its_text() -> None:
    text = row("dmesg.txt", 2, "[    0.011182] ACPI: RSDT") + row("lscpu.txt", 2, "Flags: fpu")
    found = follow(text, BEFORE, AFTER)
    rows = tomllib.loads(found.text)["evidence"]
    assert [(one["line"], one["text"]) for one in rows] == [
        (3, "[    0.011999] ACPI: RSDT"),
        (3, "Flags: fpu"),
    ]
    assert found.lost == ()


def test_the_places_in_sentences_follow_too() -> None:
    text = 'says = "Here (lscpu.txt:2), not in sys/hypervisor/type:1 or in xlscpu.txt:2."\n'
    assert follow(text, BEFORE, AFTER).text == text.replace("(lscpu.txt:2)", "(lscpu.txt:3)")


def test_a_line_that_is_gone_is_named_and_stays_as_it_was() -> None:
    text = row("lscpu.txt", 3, "Model: 1") + 'says = "See lscpu.txt:3 and lscpu.txt:9."\n'
    found = follow(text, BEFORE, AFTER)
    assert found.text == text
    assert found.lost == ("lscpu.txt:3", "lscpu.txt:9")


def test_of_lines_that_are_alike_the_nearest_is_meant() -> None:
    before = {"a.txt": "x\nMaker: QEMU\n\n\n\nMaker: QEMU\n"}
    after = {"a.txt": "x\ny\nMaker: QEMU\n\n\n\nMaker: QEMU\n"}
    assert follow("a.txt:2 a.txt:6", before, after).text == "a.txt:3 a.txt:7"


def test_a_line_to_which_a_tool_has_put_more_words_is_found() -> None:
    text = row("ip_link.txt", 2, "link/ether 52:54:00:3a:7c:11")
    before = {"ip_link.txt": "2: eth0\n    link/ether 52:54:00:3a:7c:11\n"}
    after = {"ip_link.txt": "2: eth0\n    link/ether 52:54:00:3a:7c:11 promiscuity 0\n"}
    found = follow(text, before, after)
    assert found.text == text.replace(":11", ":11 promiscuity 0") and not found.lost


@pytest.mark.parametrize("name", ["medlar", "kvm-guest"])
def test_a_machine_that_is_recorded_again_keeps_what_was_written_of_it(
    name: str, tmp_path: Path
) -> None:
    machine = load_machines()[name]
    pool = machine.place == "pool"
    truth = (
        tmp_path / "grading" / "pool" / f"{name}.toml"
        if pool
        else tmp_path / "samples" / name / "verdict.toml"
    )
    write(machine, BEFORE, "", tmp_path)
    truth.write_text(
        (truth.read_text() if pool else "") + row("lscpu.txt", 2, "Flags: fpu") + "# lscpu.txt:3\n"
    )
    written = write(machine, AFTER, "", tmp_path)
    assert tomllib.loads(truth.read_text())["evidence"][0]["line"] == 3
    assert written.lost == ("lscpu.txt:3",)
