"""Recording, writing and verifying: what is on the disk afterwards, and what bad input gets."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import stat
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from hvutils import Capture
from hvutils.captures.live import Outcome
from hvutils.captures.probe import ProbeFile
from hvutils.captures.probes import PROBES, Probe
from hvutils.captures.recording import Recording, record, rerecord, verify, write, writing
from hvutils.errors import CaptureError

DENIED = Probe("b.txt", "", ("sh", "-c", "echo Permission denied >&2; exit 1"), root="the rest")
FAKE = (
    Probe("sys/class/dmi/id/sys_vendor", "a vendor"),
    Probe("sys/class/dmi/id/modalias", "not there"),
    # Quoted so that the command itself, which the manifest names, holds no secret.
    Probe(
        "a.txt", "secrets", ("sh", "-c", "echo Serial Number: PF2'ABC7'Q at 00:0c:29:5e':91:'d4")
    ),
    DENIED,
)


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    folder = tmp_path / "root/sys/class/dmi/id"
    folder.mkdir(parents=True)
    (folder / "sys_vendor").write_text("VMware, Inc.\n")
    return record(made_by="hv test", root=tmp_path / "root", probes=FAKE)


def manifest_of(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_folder(recording: Recording, tmp_path: Path) -> None:
    folder = write(recording, f"{tmp_path}/web-01/")
    assert (folder / "a.txt").read_text() == "Serial Number: [serial-1]\n"
    assert (folder / "sys/class/dmi/id/sys_vendor").read_text() == "VMware, Inc.\n"
    document = manifest_of(folder)
    assert (document["schema"], document["made_by"], document["redacted"]) == (1, "hv test", True)
    rows = {row["file"]: row for row in document["probes"]}
    assert [rows[probe.file]["status"] for probe in FAKE] == [
        *("recorded", "absent", "recorded", "denied")
    ]
    assert rows["a.txt"]["sha256"] == hashlib.sha256(b"Serial Number: [serial-1]\n").hexdigest()
    assert rows["a.txt"]["exit_code"] == 0
    assert rows["b.txt"]["why"] == "Permission denied"
    assert document["replaced"] == [{"kind": "serial", "token": "[serial-1]", "times": 1}]


def test_archive_is_read_as_the_machine_of_its_name(recording: Recording, tmp_path: Path) -> None:
    path = write(recording, f"{tmp_path}/web-01.tar.gz")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    capture = Capture.load(path)
    assert capture.name == "web-01"
    assert capture.file("sys/class/dmi/id/sys_vendor").text == "VMware, Inc.\n"
    assert verify(path).unaltered
    assert verify(path).sha256 == recording.sha256


def test_no_secret_in_any_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.node", lambda: "web-01.corp.example")
    monkeypatch.setenv("SUDO_USER", "annaberg")
    # Complaints are written into the manifest, and name machines too.
    angry = Probe("c.txt", "", ("sh", "-c", "echo we'b'-01: no such anna'berg' >&2; exit 1"))
    said = Probe("d.txt", "", ("sh", "-c", "echo KVM on we'b'-01 of anna'berg'"))
    done = record(made_by="hv test", root=tmp_path, probes=(*FAKE, angry, said))
    whole = b"".join(data for _, data in done.contents())
    for secret in (b"web-01", b"annaberg", b"PF2ABC7Q", b"5e:91:d4", b"corp.example"):
        assert secret not in whole
    assert b"KVM on [host-1] of [user-1]" in whole
    kept = record(made_by="hv test", root=tmp_path, probes=FAKE, redacted=False)
    assert b"PF2ABC7Q" in b"".join(data for _, data in kept.contents())
    assert not kept.manifest.redacted


def test_what_root_would_add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    done = record(made_by="hv test", root=tmp_path, probes=FAKE)
    assert done.manifest.root is False
    assert done.manifest.root_would_add == (f"{DENIED.title}: the rest",)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert record(made_by="hv test", root=tmp_path, probes=FAKE).manifest.root_would_add == ()


def test_every_probe_is_told_of(tmp_path: Path) -> None:
    told: list[Outcome] = []
    record(made_by="hv test", root=tmp_path, probes=FAKE, progress=told.append)
    assert [outcome.probe for outcome in told] == list(FAKE)


def test_nothing_works(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="none of the 1 probes gave anything"):
        record(made_by="hv test", root=tmp_path, probes=(DENIED,))


def test_probes_have_names_of_their_own_and_ask_for_no_serial() -> None:
    names = [probe.file for probe in PROBES]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "serial" in name or name.endswith("product_uuid")]


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("there/", "exists, and nothing is overwritten"),
        ("there.tar.gz", "exists, and nothing is overwritten"),
        ("link.tar.gz", "exists, and nothing is overwritten"),
        ("no/where.tar.gz", "there is no folder"),
        ("plain.txt", "end it in .tar.gz, or in / for a folder"),
    ],
)
def test_outputs_that_are_refused(
    recording: Recording, tmp_path: Path, output: str, sentence: str
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there.tar.gz").write_bytes(b"mine")
    (tmp_path / "link.tar.gz").symlink_to("nowhere")
    with pytest.raises(CaptureError, match=sentence):
        write(recording, f"{tmp_path}/{output}")
    assert (tmp_path / "there.tar.gz").read_bytes() == b"mine"


def test_a_full_disk_leaves_nothing_behind(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr(tarfile.TarFile, "addfile", full)
    for output in ("new/", "new.tar.gz"):
        with pytest.raises(CaptureError, match="No space left on device"):
            write(recording, f"{tmp_path}/{output}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["root"]


def test_alterations_are_named(recording: Recording, tmp_path: Path) -> None:
    folder = write(recording, f"{tmp_path}/one/")
    assert verify(folder).unaltered
    (folder / "a.txt").write_text("Serial Number: another\n")
    (folder / "sys/class/dmi/id/sys_vendor").unlink()
    (folder / "new.txt").write_text("x")
    (folder / "sys/link").symlink_to(tmp_path)
    check = verify(folder)
    assert not check.unaltered
    assert check.changed == ("a.txt",)
    assert check.missing == ("sys/class/dmi/id/sys_vendor",)
    assert check.added == ("new.txt", "sys/link")


def test_a_file_that_became_a_link_is_changed(recording: Recording, tmp_path: Path) -> None:
    folder = write(recording, f"{tmp_path}/one/")
    (tmp_path / "same.txt").write_bytes((folder / "a.txt").read_bytes())
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(tmp_path / "same.txt")
    assert verify(folder).changed == ("a.txt",)


def test_a_second_file_of_one_name_is_seen(recording: Recording, tmp_path: Path) -> None:
    path = tmp_path / "two.tar"
    with tarfile.open(path, "w") as archive:
        for name, data in [*recording.contents(), ("a.txt", b"Serial Number: [serial-1]\n")]:
            member = tarfile.TarInfo(f"recording/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    assert verify(path).added == ("a.txt (a second one)",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "has no manifest.json"),
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"schema": 2, "probes": []}', "schema 2, and this hv reads 1"),
        ('{"schema": 1, "probes": [{"file": "a", "sha256": 7}]}', "cannot be read"),
        ("[" * 100_000, "cannot be read"),
    ],
)
def test_what_is_no_recording(tmp_path: Path, text: str | None, sentence: str) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(CaptureError, match=sentence):
        verify(tmp_path)


def test_what_is_no_archive(recording: Recording, tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="there is no recording"):
        verify(tmp_path / "nowhere")
    path = tmp_path / "text.tar.gz"
    path.write_text("text")
    with pytest.raises(CaptureError, match="neither a folder nor a tar archive"):
        verify(path)
    whole = write(recording, f"{tmp_path}/whole.tar.gz").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CaptureError, match="truncated"):
        verify(path)


def test_a_capture_from_elsewhere(tmp_path: Path) -> None:
    files = (
        ProbeFile("../../escape.txt", "Host Name: WEB-01\n"),
        ProbeFile("/escape.txt", "Serial Number: PF2ABC7Q\n"),
        ProbeFile("manifest.json", "{}"),
        ProbeFile("systeminfo.txt", "on WEB-01\n"),
    )
    done = rerecord(Capture("WEB-01", files), made_by="hv test")
    folder = write(done, f"{tmp_path}/out/")
    found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
    assert found == ["escape.txt", "escape.txt-2", "manifest.json", "systeminfo.txt"]
    assert (folder / "systeminfo.txt").read_text() == "on [host-1]\n"
    assert verify(folder).unaltered
    assert manifest_of(folder)["root"] is None


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from hvutils.captures.recording import Recording, write
from hvutils.captures.recording.manifest import Manifest

class Killed(Recording):
    def contents(self):
        yield "lscpu.txt", b"x" * 1_000_000
        os.kill(os.getpid(), signal.SIGKILL)

manifest = Manifest("test", datetime.now(UTC), None, False, (), (), ())
write(Killed((), manifest), sys.argv[1])
"""


@pytest.mark.parametrize("name", ["m.tar.gz", "m/"])
def test_killed_in_between_leaves_nothing_of_its_name(name: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, f"{tmp_path}/{name}"], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / name).exists()
    assert all(path.name.startswith(".hv-record-") for path in tmp_path.iterdir())


@pytest.mark.parametrize("name", ["m.tar.gz", "m/"])
def test_what_took_the_name_meanwhile_stays(
    name: str, recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    monkeypatch.setattr(writing, "check_free", lambda output: Path(output))
    if path.suffix:
        path.write_text("theirs")
    else:
        path.mkdir()
        (path / "theirs").touch()
    with pytest.raises(CaptureError, match="cannot be written"):
        write(recording, f"{tmp_path}/{name}")
    assert (path if path.suffix else path / "theirs").is_file()
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted((path.name, "root"))


def test_a_file_system_without_second_names(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    write(recording, f"{tmp_path}/m.tar.gz")
    assert sorted(item.name for item in tmp_path.iterdir()) == ["m.tar.gz", "root"]
    assert verify(tmp_path / "m.tar.gz").unaltered
