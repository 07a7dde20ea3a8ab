"""Sets: drawn the same way each time, other ones for other students, and harmlessly changed."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils.captures import Capture
from hvutils.captures.probe import ProbeFile
from hvutils.errors import CaptureNotFoundError
from hvutils.sets import draw
from hvutils.sets.details import changed
from hvutils.sets.drawing import pool_capture, pool_names
from hvutils.sets.names import HOSTS
from hvutils.sets.stream import Stream
from hvutils.sets.texts import whole_word
from hvutils.verdict import classify
from tests.consistency.checks import contradictions

ROOT = Path(__file__).resolve().parents[2]
KEY = tomllib.loads((ROOT / "source" / "recon" / "recon.key.toml").read_text(encoding="utf-8"))
GROUPS = [tuple(names) for names in KEY["set"]["groups"].values()]
STUDENTS = [f"student-{n}" for n in range(12)]
every_machine = pytest.mark.parametrize("name", pool_names())


def seen_by(name: str, student: str) -> Capture:
    """One machine of the pool as a student would get it."""
    host = Stream("host", student).pick(HOSTS)
    return changed(pool_capture(name), name, host, Stream("details", student, name))


def test_the_same_student_always_gets_the_same_set() -> None:
    first = draw("ada", "recon", "t", GROUPS)
    # Another process, and another order of the names in a group.
    code = (
        "from hvutils.sets import draw;"
        f"print(*draw('ada', 'recon', 't', {[names[::-1] for names in GROUPS]!r}).hosts)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert tuple(run.stdout.split()) == first.hosts


def test_a_set_is_fixed_for_good() -> None:
    """A change here would give students other servers in the middle of a term."""
    assert Stream("ada", "recon").sample(range(1000), 3) == (124, 227, 808)


def test_a_set_has_one_server_of_each_group_and_none_twice() -> None:
    for student in STUDENTS:
        machines = [server.machine for server in draw(student, "recon", "t", GROUPS).servers]
        assert len(set(machines)) == len(GROUPS)
        for names in GROUPS:
            assert len(set(machines) & set(names)) == 1


def test_the_order_does_not_tell_the_groups() -> None:
    firsts = {
        next(
            n
            for n, names in enumerate(GROUPS)
            if draw(s, "recon", "t", GROUPS).servers[0].machine in names
        )
        for s in STUDENTS
    }
    assert len(firsts) == len(GROUPS)


def test_other_students_terms_and_assignments_get_other_sets() -> None:
    one = draw("ada", "recon", "t", GROUPS)
    for other in (
        draw("ben", "recon", "t", GROUPS),
        draw("ada", "recon", "u", GROUPS),
        draw("ada", "nested", "t", GROUPS),
    ):
        assert set(one.hosts).isdisjoint(other.hosts)


def test_every_machine_of_a_group_is_drawn_for_somebody() -> None:
    drawn = {
        server.machine for n in range(200) for server in draw(f"s{n}", "recon", "t", GROUPS).servers
    }
    assert drawn == {name for names in GROUPS for name in names}


def test_a_group_that_is_empty_or_unknown_is_named() -> None:
    with pytest.raises(CaptureNotFoundError, match="no server called 'oak' in the pool"):
        draw("ada", "recon", "t", [("oak",)])
    with pytest.raises(CaptureNotFoundError, match="no server is left"):
        draw("ada", "recon", "t", [("amber",), ("amber",)])


@every_machine
def test_the_reader_finds_the_same_on_the_same_lines(name: str) -> None:
    """No evidence changes its meaning, its weight or its place."""
    base = classify(pool_capture(name))
    for student in STUDENTS[:4]:
        found = classify(seen_by(name, student))
        assert (found.role, found.hypervisor, found.type, found.cloud) == (
            *(base.role, base.hypervisor, base.type, base.cloud),
        )
        assert [(f.file, f.line, f.says, f.strength) for f in found.findings] == [
            (f.file, f.line, f.says, f.strength) for f in base.findings
        ]


@every_machine
def test_no_line_moves_and_evidence_keeps_its_words(name: str) -> None:
    base = pool_capture(name)
    data = tomllib.loads(
        (ROOT / "hvutils" / "grading" / "pool" / f"{name}.toml").read_text(encoding="utf-8")
    )
    for student in STUDENTS[:4]:
        other = seen_by(name, student)
        assert [file.name for file in other.files] == [file.name for file in base.files]
        for old, new in zip(base.files, other.files, strict=True):
            assert len(old.lines) == len(new.lines)
        for row in data["evidence"]:
            line = other.file(row["file"]).line(row["line"])
            # What may differ is the host part of an address and a slot.
            assert _masked(line) == _masked(whole_word(name, other.name)(row["text"])), (
                row["file"],
                row["line"],
            )


def _masked(line: str) -> str:
    line = re.sub(r"(?<![0-9a-f:.])(?:0000:)?00:[0-9a-f]{2}\.0\b", "SLOT", line.strip())
    return re.sub(r"((?:[0-9A-Fa-f]{2}[:-]){4})[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}", r"\1", line)


@every_machine
def test_what_a_student_sees_agrees_with_itself(name: str) -> None:
    for student in STUDENTS[:4]:
        assert list(contradictions(seen_by(name, student))) == []


@every_machine
def test_the_pools_own_name_is_not_in_what_a_student_sees(name: str) -> None:
    other = seen_by(name, "ada")
    assert not [file.name for file in other.files if name in file.text.lower()]
    if any(name in file.text.lower() for file in pool_capture(name).files):
        assert any(other.name in file.text.lower() for file in other.files)


@every_machine
def test_two_students_see_other_details(name: str) -> None:
    one, two = seen_by(name, "ada"), seen_by(name, "ben")
    assert [f.text for f in one.files] != [f.text for f in two.files]


def test_windows_still_adds_its_memory_up() -> None:
    for student in STUDENTS:
        text = seen_by("cedar", student).file("systeminfo.txt").text
        most, free, used = (
            int(number.replace(",", ""))
            for number in re.findall(r"^Virtual Memory: .*: +([\d,]+) MB", text, re.MULTILINE)
        )
        assert most == free + used


def of(*files: tuple[str, str]) -> Capture:
    return Capture("oak", tuple(ProbeFile(name, text) for name, text in files))


def test_addresses_change_alike_in_all_probes_and_followers_still_follow() -> None:
    capture = of(
        ("ip.txt", "link/ether 52:54:00:3a:7c:10 brd ff:ff:ff:ff:ff:ff\n"),
        ("dmesg.txt", "eth1: 52:54:00:3A:7C:11\ninet6 fe80::5054:ff:fe3a:7c10/64\n"),
    )
    new = changed(capture, "oak", "weser", Stream("x"))
    one = re.search(r"52:54:00:3a:(\S\S:\S\S) brd ff:ff:ff:ff:ff:ff", new.file("ip.txt").text)
    two = re.search(r"52:54:00:3A:(\S\S:\S\S)", new.file("dmesg.txt").text)
    assert one and two and one[1] != "7c:10"
    first = int(one[1].replace(":", ""), 16)
    assert int(two[1].replace(":", ""), 16) == first + 1
    assert f"fe80::5054:ff:fe3a:{first:x}/64" in new.file("dmesg.txt").text


def test_no_address_that_tells_is_touched() -> None:
    fixed = "01:00:5e:00:00:fb\n00:00:00:00:00:00\nff:ff:ff:ff:ff:ff\nfe:ff:ff:ff:ff:ff\n"
    text = f"{fixed}00-15-5D-28-15-00\n"
    new = changed(of(("a.txt", text)), "oak", "weser", Stream("x")).file("a.txt").lines
    assert new[:4] == tuple(text.split("\n")[:4])
    assert new[4].startswith("00-15-5D-28-15-") and new[4] != "00-15-5D-28-15-00"


def test_serials_keep_their_form_and_makers_marks_stay() -> None:
    text = (
        "\tSerial Number: 7XK2P93\n\tSerial Number: None\n\tSerial Number: [redacted]\n"
        "\tSerial Number: VMware-56 4d 1f 02\n\tUUID: ec2e1916-9099-7caf-fd21-012345abcdef\n"
    )
    new = changed(of(("dmidecode.txt", text)), "oak", "weser", Stream("x")).file("dmidecode.txt")
    assert re.fullmatch(r"\tSerial Number: \d[A-Z]{2}\d[A-Z]\d\d", new.lines[0])
    assert new.lines[0] != "\tSerial Number: 7XK2P93"
    assert new.lines[1:] == tuple(text.split("\n")[1:5])


def test_slots_move_in_all_probes_and_keep_their_order() -> None:
    lspci = (
        "00:00.0 Host bridge [0600]: Intel Corporation 440FX [8086:1237] (rev 02)\n"
        "00:01.0 ISA bridge [0601]: Intel Corporation PIIX3 [8086:7000]\n"
        "00:01.1 IDE interface [0101]: Intel Corporation PIIX3 IDE [8086:7010]\n"
        "00:03.0 Ethernet controller [0200]: Red Hat, Inc. Virtio network device [1af4:1000]\n"
        "00:04.0 SCSI storage controller [0100]: Red Hat, Inc. Virtio SCSI [1af4:1004]\n"
    )
    others = "virtio_net virtio0 ens3: renamed; 0000:00:03.0: enp0s3\n"
    moved = 0
    for student in STUDENTS:
        new = changed(
            of(("lspci.txt", lspci), ("dmesg.txt", others)), "oak", "weser", Stream(student)
        )
        slots = re.findall(r"^00:(..)", new.file("lspci.txt").text, re.MULTILINE)
        assert slots == sorted(slots) and slots[:3] == ["00", "01", "01"]
        card = int(slots[3], 16)
        assert f"ens{card}: " in new.file("dmesg.txt").text
        assert f"0000:00:{slots[3]}.0: enp0s{card}" in new.file("dmesg.txt").text
        moved += card != 3
    assert moved > len(STUDENTS) // 2


def test_a_maker_who_fixes_the_slots_keeps_them() -> None:
    text = pool_capture("nutmeg").file("lspci_nn.txt").text
    assert seen_by("nutmeg", "ada").file("lspci_nn.txt").text == text


@settings(max_examples=50)
@given(st.text(), st.text())
def test_whatever_stands_in_a_probe_no_line_moves(text: str, student: str) -> None:
    capture = of(("a.txt", text))
    new = changed(capture, "oak", "weser", Stream(student))
    assert len(new.files[0].lines) == len(capture.files[0].lines)


def test_host_names_are_no_words_of_a_probe() -> None:
    whole = "\n".join(
        file.text.lower() for name in pool_names() for file in pool_capture(name).files
    )
    assert len(set(HOSTS)) == len(HOSTS) >= 150
    assert not [host for host in HOSTS if re.search(rf"\b{host}\b", whole)]
    assert set(HOSTS).isdisjoint(pool_names())


def test_both_lists_of_devices_name_the_same_slots() -> None:
    """lspci writes a slot, /proc/bus/pci/devices a byte of slot and function."""
    for student in STUDENTS[:4]:
        seen = seen_by("aspen", student)
        listed = re.findall(r"^00:([0-9a-f]{2})\.([0-7]) ", seen.file("lspci_nnk.txt").text, re.M)
        packed = re.findall(r"^00([0-9a-f]{2})\t", seen.file("proc/bus/pci/devices").text, re.M)
        assert [int(slot, 16) * 8 + int(part) for slot, part in listed] == [
            int(one, 16) for one in packed
        ]
        assert seen.file("lspci_nnk.txt").text != pool_capture("aspen").file("lspci_nnk.txt").text
