"""Folders, files and streams: what is read, what is refused, and that nothing hangs."""

from __future__ import annotations

import errno
import io
import os
import socket
import sys
import time
from pathlib import Path

import pytest

from hvutils import Capture
from hvutils.captures import Limits, may_be_probe
from hvutils.captures.gathering import Gathering
from hvutils.errors import CaptureError, CaptureNotFoundError
from tests.captures.packing import DMI, LSCPU, packed


def names(capture: Capture) -> list[str]:
    return [file.name for file in capture.files]


def write(top: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return top


def test_a_recorded_root(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "proc/cpuinfo": b"processor : 0\n",
            "proc/1/cgroup": b"0::/\n",
            "proc/4711/status": b"Name: x\n",
            "sys/class/dmi/id/sys_vendor": b"QEMU\n",
            "sys/kernel/uevent_seqnum": b"1\n",
            "sys/module/kvm_intel/parameters/nested": b"Y\n",
            "sys/devices/system/clocksource/clocksource0/current_clocksource": b"kvm-clock\n",
            "etc/passwd": b"root:x:0:0\n",
            ".dockerenv": b"",
        },
    )
    assert names(Capture.load(tmp_path)) == [
        ".dockerenv",
        "proc/1/cgroup",
        "proc/cpuinfo",
        "sys/class/dmi/id/sys_vendor",
        "sys/devices/system/clocksource/clocksource0/current_clocksource",
        "sys/module/kvm_intel/parameters/nested",
    ]


def test_a_file_of_any_name_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"output3.txt": LSCPU, "a/b/NOTES": DMI, "core": b"\x7fELF" + bytes(99)})
    capture = Capture.load(tmp_path)
    assert names(capture) == ["a/b/NOTES", "output3.txt"]
    assert [item.name for item in capture.unread] == ["core"]


@pytest.mark.parametrize(
    ("name", "head", "may"),
    [
        ("output3.txt", LSCPU, True),
        ("output3.txt", b"\x7fELF" + bytes(99), False),
        ("photo.png", b"", False),
        ("sos_commands/pci/lspci_-nnvv", b"", True),
        ("web/sos_commands/networking/ip_-d_address", b"", True),
        ("sos_commands/date/date", b"", False),
        ("sos_commands/zip/zipinfo", b"", False),
        ("var/log/dmesg", b"[    0.000000] Linux", True),
        ("var/log/dmesg", b"\x1f\x8b\x08", False),
        ("etc/fstab", b"", False),
        ("GET-CIMINSTANCE.TXT", b"", True),
    ],
)
def test_what_may_be_a_probe(name: str, head: bytes, may: bool) -> None:
    assert may_be_probe(name, head) is may


def test_links_inside_are_followed_and_never_twice(tmp_path: Path) -> None:
    write(tmp_path, {"sos_commands/hardware/dmidecode": DMI, "etc/blob": LSCPU})
    (tmp_path / "dmidecode").symlink_to("sos_commands/hardware/dmidecode")
    # Without the link, nothing would say that this is a probe.
    (tmp_path / "lscpu").symlink_to("./etc/../etc/blob")
    (tmp_path / "again").symlink_to("etc")
    capture = Capture.load(tmp_path)
    assert names(capture) == ["lscpu", "sos_commands/hardware/dmidecode"]
    assert capture.unread == ()


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("/etc/hostname", "leads out of the capture: record the file itself"),
        ("../outside", "leads out of the capture"),
        ("a/../../outside", "leads out of the capture"),
        ("through/outside", "leads out of the capture"),
        ("nowhere", "leads nowhere"),
        ("lsmod", "goes round in a circle"),
    ],
)
def test_links_that_lead_out_or_nowhere(tmp_path: Path, target: str, sentence: str) -> None:
    top = write(tmp_path / "machine", {"lscpu.txt": LSCPU, "a/x": b"x\n"})
    (tmp_path / "outside").write_bytes(DMI)
    (top / "through").symlink_to("..")
    (top / "lsmod").symlink_to(target)
    capture = Capture.load(top)
    assert names(capture) == ["a/x", "lscpu.txt"]
    assert sentence in {item.name: item.reason for item in capture.unread}["lsmod"]


def test_a_link_that_was_asked_for_is_followed(tmp_path: Path) -> None:
    write(tmp_path, {"a/lscpu.txt": LSCPU})
    (tmp_path / "file").symlink_to("a/lscpu.txt")
    (tmp_path / "folder").symlink_to("a")
    assert names(Capture.load(tmp_path / "file")) == ["file"]
    assert names(Capture.load(tmp_path / "folder")) == ["lscpu.txt"]


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "/dev/tty"])
def test_devices_are_refused(path: str) -> None:
    if not os.path.lexists(path):
        pytest.skip(f"this machine has no {path}")
    with pytest.raises(CaptureError, match=r"is not a regular file|cannot be opened"):
        Capture.load(path)


def test_pipes_and_sockets_are_refused_and_nothing_hangs(tmp_path: Path) -> None:
    top = write(tmp_path / "m", {"lscpu.txt": LSCPU})
    os.mkfifo(top / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(top)
        try:
            server.bind("socket")
        finally:
            os.chdir(here)
        for name in ("pipe", "socket"):
            with pytest.raises(CaptureError, match=f"'{name}' is not a regular file"):
                Capture.load(top / name)
        capture = Capture.load(top)
    assert {item.name: item.reason for item in capture.unread} == {
        "pipe": "'pipe' is not a regular file: write the probe's text into one",
        "socket": "'socket' is not a regular file: write the probe's text into one",
    }


def test_names_that_no_terminal_should_see(tmp_path: Path) -> None:
    write(tmp_path, {"lscpu\x1b[2J.txt": LSCPU})
    if sys.platform == "linux":
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/dmi\xff.txt")).write_bytes(DMI)
    capture = Capture.load(tmp_path)
    for name in names(capture):
        assert "\ufffd" in name
        name.encode()


@pytest.mark.parametrize("path", ["no\0path", "x" * 5000, "missing"])
def test_paths_that_cannot_be(path: str) -> None:
    with pytest.raises(CaptureError):
        Capture.load(path)
    with pytest.raises(CaptureNotFoundError, match="there is no capture at 'missing'"):
        Capture.load("missing")


def test_deep_and_wide_folders(tmp_path: Path) -> None:
    write(tmp_path, {"lscpu.txt": LSCPU, "/".join("d" * 90) + "/dmidecode": DMI})
    capture = Capture.load(tmp_path)
    assert names(capture) == ["lscpu.txt"]
    assert "are too deep" in capture.unread[0].reason
    wide = write(tmp_path / "w", {f"{number}.txt": b"x\n" for number in range(50)})
    capture = Capture.load(wide, limits=Limits(members=10))
    assert len(capture.files) == 10
    assert capture.unread[0].reason.startswith("more than 10 members")


def test_text_and_streams() -> None:
    assert Capture.from_text("web-01", "a\nb\n").file("web-01").line(2) == "b"
    capture = Capture.from_stream(io.BytesIO(LSCPU))
    assert (capture.name, names(capture)) == ("standard input", ["standard input"])
    capture = Capture.from_stream(io.BytesIO(packed({"a/lscpu": LSCPU}, "w:xz")), "web-01")
    assert (capture.name, names(capture)) == ("web-01", ["lscpu"])
    with pytest.raises(CaptureError, match="'standard input' is empty"):
        Capture.from_stream(io.BytesIO())
    with pytest.raises(CaptureError, match="give a file's path instead"):
        Capture.from_stream(io.BytesIO(LSCPU * 9), limits=Limits(probe_bytes=99))
    Capture.from_text("x", "\ud800").files[0].text.encode()


def test_many_captures_are_as_fast_as_the_first(tmp_path: Path) -> None:
    write(tmp_path, {"lscpu.txt": LSCPU, "dmidecode.txt": DMI})

    def seconds() -> float:
        best = 9.9
        for _ in range(5):
            begin = time.process_time()
            for _ in range(100):
                Capture.load(tmp_path)
            best = min(best, time.process_time() - begin)
        return best

    first = seconds()
    for _ in range(3000):
        Capture.load(tmp_path)
    assert seconds() < 2 * first


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "read it as a user who may"),
        (FileNotFoundError(errno.ENOENT, "No such file"), "it is gone since its folder was read"),
        (OSError(errno.EIO, "Input/output error"), "copy it to another place and give that"),
    ],
)
def test_a_file_that_cannot_be_opened_costs_that_file_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, sentence: str
) -> None:
    top = write(tmp_path / "m", {"lscpu.txt": LSCPU, "dmesg": b"[    0.000000] Linux\n"})
    really = os.open

    def opened(path: str, *rest: int, **more: int) -> int:
        if path == "dmesg":
            raise error
        return really(path, *rest, **more)

    monkeypatch.setattr(os, "open", opened)
    capture = Capture.load(top)
    assert [file.name for file in capture.files] == ["lscpu.txt"]
    assert [item.name for item in capture.unread] == ["dmesg"]
    assert capture.unread[0].reason.startswith("'dmesg' cannot be opened: ")
    assert sentence in capture.unread[0].reason


def test_a_file_that_grows_while_it_is_read_is_read_up_to_the_limit() -> None:
    gathering = Gathering(Limits(probe_bytes=10_000))
    gathering.take("dmesg", lambda size: b"[    0.000000] Linux\n"[:size], 20)
    assert gathering.files() == ()
    assert "larger than 10,000 bytes" in gathering.unread()[0].reason
