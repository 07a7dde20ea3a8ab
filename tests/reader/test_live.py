"""Capturing the machine: bounded, and absent probes are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from hvutils.captures import live
from hvutils.captures.probes import MAX_OUTPUT, PROBES, Probe
from hvutils.errors import CaptureError


def test_files_below_a_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PROBES", tuple(probe for probe in PROBES if not probe.command))
    folder = tmp_path / "sys/class/dmi/id"
    folder.mkdir(parents=True)
    (folder / "sys_vendor").write_text("Xen\n")
    # Serial numbers identify the machine, not its platform: they are never read.
    (folder / "product_serial").write_text("secret\n")
    capture = live.capture(tmp_path)
    assert [file.name for file in capture.files] == ["sys/class/dmi/id/sys_vendor"]


def test_nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PROBES", (Probe("x.txt", "", ("no-such-command-here",)),))
    with pytest.raises(CaptureError, match="none of the probes"):
        live.capture(tmp_path)


def test_a_probe_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "SECONDS", 0.2)
    # What a probe starts holds its pipe open, and is stopped with it.
    hanging = ("sh", "-c", "sleep 9 & sleep 9")
    probes = (Probe("a.txt", "", ("echo", "kvm")), Probe("b.txt", "", hanging))
    monkeypatch.setattr(live, "PROBES", probes)
    capture = live.capture(tmp_path)
    assert [file.name for file in capture.files] == ["a.txt"]
    assert [item.name for item in capture.unread] == ["b.txt"]


def test_output_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = live.run(Probe("a.txt", "", ("yes",)), tmp_path)
    assert (outcome.status, outcome.cut) == (live.Status.RECORDED, True)
    assert len(outcome.text) == MAX_OUTPUT


@pytest.mark.parametrize(
    ("command", "status", "why"),
    [
        ("echo /dev/mem: Permission denied >&2; exit 1", live.Status.DENIED, "Permission denied"),
        ("echo '# dmidecode'; echo Operation not permitted >&2; exit 1", live.Status.DENIED, "not"),
        ("echo nothing here >&2; exit 3", live.Status.SILENT, "nothing here"),
        ("true", live.Status.SILENT, "it printed nothing"),
        ("echo none; exit 1", live.Status.RECORDED, ""),
        ("head -c 99 /dev/zero", live.Status.FAILED, "no text"),
    ],
)
def test_how_a_probe_ends(tmp_path: Path, command: str, status: live.Status, why: str) -> None:
    outcome = live.run(Probe("a.txt", "", ("sh", "-c", command)), tmp_path)
    assert outcome.status is status
    assert why in outcome.why


def test_what_root_alone_may_read_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = Probe("a.txt", "", ("sh", "-c", "echo Permission denied >&2; exit 1"))
    monkeypatch.setattr(live, "PROBES", (refused, Probe("b.txt", "", ("echo", "kvm"))))
    capture = live.capture(tmp_path)
    assert ([file.name for file in capture.files], capture.unread) == (["b.txt"], ())


def test_only_the_lines_that_matter(tmp_path: Path) -> None:
    probe = Probe("proc/1/environ", "", lines="^container=")
    file = tmp_path / probe.file
    file.parent.mkdir(parents=True)
    file.write_bytes(b"SECRET=x\0container=lxc\0PATH=/bin\0")
    assert live.run(probe, tmp_path).text == "container=lxc\n"


def test_commands_run_in_english_and_from_the_system(tmp_path: Path) -> None:
    text = live.run(Probe("a.txt", "", ("env",)), tmp_path).text
    assert sorted(line for line in text.splitlines() if not line.startswith("_=")) == [
        "LC_ALL=C",
        "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    ]
