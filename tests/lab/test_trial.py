"""What a student's classifier is tried on, and machines of one's own."""

from __future__ import annotations

import pytest

from hvutils.captures import Capture
from hvutils.errors import AnswerError, CaptureError, CaptureNotFoundError, CaptureTypeError
from hvutils.lab import recorded, sample, seen, this_machine, try_out
from hvutils.lab.shelf import samples


def says(name: str):
    return lambda facts: name


def test_each_row_says_whether_it_agrees_with_the_expert(capsys):
    try_out(says("qemu"), "qemu-plain", "esxi-guest")
    agrees, differs, count = capsys.readouterr().out.splitlines()
    assert agrees.split() == ["agrees", "qemu-plain", "'qemu'", "expert:", "qemu"]
    assert differs.split() == ["differs", "esxi-guest", "'qemu'", "expert:", "vmware"]
    assert count == "1 of 2 agree"


def test_without_names_all_practice_machines_are_tried(capsys):
    try_out(says("none"))
    *rows, count = capsys.readouterr().out.splitlines()
    assert [row.split()[1] for row in rows] == list(samples())
    bare = sum(sample(name).hypervisor == "none" for name in samples())
    assert count == f"{bare} of {len(rows)} agree" and bare


def test_a_function_gets_what_seen_shows(capsys):
    given = []
    try_out(lambda facts: given.append(facts), "qemu-plain")
    assert given == [seen(sample("qemu-plain"))]
    assert "None" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("function", "shown"),
    [
        (lambda facts: facts["nothing"], "KeyError: 'nothing'"),
        (lambda: "qemu", "TypeError: "),
        (lambda facts: "q" * 500, "'qqq"),
        (lambda facts: ["qemu"], "['qemu']"),
    ],
    ids=["raises", "takes nothing", "long", "no text"],
)
def test_what_a_function_does_wrong_is_a_row_and_no_error(capsys, function, shown):
    try_out(function, "qemu-plain")
    row, count = capsys.readouterr().out.splitlines()
    assert row.startswith("differs") and shown in row and len(row) < 150
    assert count == "0 of 1 agree"


@pytest.mark.parametrize("given", [None, "platform", says("qemu")({})])
def test_what_is_no_function_is_told_how_to_give_one(capsys, given):
    try_out(given, "qemu-plain")
    assert "without brackets: try_out(platform)" in capsys.readouterr().out


def test_a_machine_that_there_is_not_is_named():
    with pytest.raises(CaptureNotFoundError, match="no practice sample called 'qemu'"):
        try_out(says("qemu"), "qemu")


def test_this_machine_is_read_and_nothing_is_decided():
    machine = this_machine()
    assert isinstance(machine, Capture) and machine.files
    facts = seen(machine)
    assert facts.keys() == seen(sample("qemu-plain")).keys()


def test_a_recording_of_ones_own_is_read(tmp_path):
    folder = tmp_path / "my-server"
    folder.mkdir()
    (folder / "lscpu.txt").write_text("Hypervisor vendor:     Xen\nVirtualization type:  none\n")
    assert seen(recorded(str(folder)))["lscpu_vendor"] == "Xen"


@pytest.mark.parametrize("path", ["my-server.tar.gz", "", "a\nb"])
def test_a_recording_that_is_not_there_is_one_sentence(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((CaptureError, CaptureTypeError)) as caught:
        recorded(path)
    assert "\n" not in str(caught.value).strip()


def test_seen_wants_a_machine():
    with pytest.raises(AnswerError, match="is no machine"):
        seen("qemu-plain")  # type: ignore[arg-type]
