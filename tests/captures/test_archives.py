"""Archives: what an auditor packs is read, and what an attacker packs costs nothing."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils import Capture
from hvutils.captures import Limits
from hvutils.errors import CaptureError
from tests.captures.packing import DMI, LSCPU, entry, packed, zipped

FILES = {"web-01/lscpu.txt": LSCPU, "web-01/output3.txt": DMI}


def names(capture: Capture) -> list[str]:
    return [file.name for file in capture.files]


def load(tmp_path: Path, data: bytes, name: str = "web-01.tar", **limits: int) -> Capture:
    path = tmp_path / name
    path.write_bytes(data)
    return Capture.load(path, limits=Limits(**limits))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("web-01.tar", packed(FILES)),
        ("web-01.tar.gz", packed(FILES, "w:gz")),
        ("web-01.tgz", packed(FILES, "w:gz")),
        ("web-01.tar.bz2", packed(FILES, "w:bz2")),
        ("web-01.tar.xz", packed(FILES, "w:xz")),
        ("web-01.zip", zipped(FILES)),
        # Two streams in a row, as parallel compressors write them, and padding behind.
        ("web-01.tar.gz", b"".join(map(gzip.compress, (packed(FILES)[:700], packed(FILES)[700:])))),
        ("web-01.tar.bz2", bz2.compress(packed(FILES)) + bytes(512)),
        # What it is, its content says, and not its name.
        ("web-01", packed(FILES, "w:xz")),
    ],
)
def test_an_archive_is_a_capture(tmp_path: Path, name: str, data: bytes) -> None:
    capture = load(tmp_path, data, name)
    assert capture.name == "web-01"
    assert names(capture) == ["lscpu.txt", "output3.txt"]
    assert capture.file("lscpu.txt").line(3) == "Hypervisor vendor: KVM"
    assert capture.unread == ()


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
def test_long_names(tmp_path: Path, form: int) -> None:
    long = "/".join(("sosreport-a-very-long-name-of-a-server", *["x" * 40] * 4, "lscpu.txt"))
    with tarfile.open(tmp_path / "a.tar", "w", format=form) as archive:
        for name in (long, "b/lscpu.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(LSCPU)
            archive.addfile(info, io.BytesIO(LSCPU))
    assert names(Capture.load(tmp_path / "a.tar")) == ["b/lscpu.txt", long]


def test_a_folder_that_says_what_its_files_are_keeps_its_name(tmp_path: Path) -> None:
    files = {"sys_class_dmi_id/sys_vendor": b"QEMU\n", "sys_class_dmi_id/product_name": b"x\n"}
    assert names(load(tmp_path, packed(files))) == sorted(files)


def test_a_support_bundle_as_it_is(tmp_path: Path) -> None:
    top = "sosreport-web-01-2024-01-01-abcdefg"
    files = {
        f"{top}/sos_commands/hardware/dmidecode": DMI,
        f"{top}/sos_commands/processor/lscpu": LSCPU,
        f"{top}/sos_commands/pci/lspci_-nnvv": b"00:00.0 Host bridge [0600]: x [8086:1237]\n",
        f"{top}/proc/cpuinfo": b"processor : 0\n",
        f"{top}/sys/devices/virtual/dmi/id/sys_vendor": b"QEMU\n",
        f"{top}/sys/class/net/eth0/address": b"52:54:00:00:00:01\n",
        # None of these can be a probe.
        f"{top}/etc/hosts": b"127.0.0.1 localhost\n",
        f"{top}/var/log/secure": b"secret\n",
        f"{top}/sos_commands/cron/root_crontab": b"\n",
        f"{top}/sos_reports/sos.html": b"<html>",
    }
    capture = load(tmp_path, packed(files, "w:xz"), f"{top}.tar.xz")
    assert names(capture) == [
        "proc/cpuinfo",
        "sos_commands/hardware/dmidecode",
        "sos_commands/pci/lspci_-nnvv",
        "sos_commands/processor/lscpu",
        "sys/class/net/eth0/address",
        "sys/devices/virtual/dmi/id/sys_vendor",
    ]


def test_a_bundle_of_many_files_costs_no_memory(tmp_path: Path) -> None:
    blob = b"nothing to see\n" * 1000
    files = {f"sos/etc/conf.d/{number}": blob for number in range(5000)}
    path = tmp_path / "sos.tar"
    path.write_bytes(packed({**files, "sos/proc/cpuinfo": b"processor : 0\n"}))
    tracemalloc.start()
    capture = Capture.load(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert names(capture) == ["proc/cpuinfo"]
    # 75 MB stand in the archive.
    assert peak < 2_000_000


def test_no_name_leads_out(tmp_path: Path) -> None:
    data = b"".join(
        (
            entry("../../lscpu.txt", data=LSCPU),
            entry("a/../../../etc/lscpu", data=LSCPU),
            entry("/abs/dmidecode.txt", data=DMI),
            entry("./c/./lscpu\x1b[2J.txt", data=LSCPU),
            entry("..\\..\\windows\\systeminfo.txt", data=LSCPU),
        )
    )
    capture = load(tmp_path, data)
    assert names(capture) == ["abs/dmidecode.txt", "c/lscpu\ufffd[2J.txt"]
    assert len(capture.unread) == 3
    assert all("leads out of its archive" in item.reason for item in capture.unread)
    assert [path.name for path in tmp_path.iterdir()] == ["web-01.tar"]


def test_links_and_devices_are_not_opened(tmp_path: Path) -> None:
    data = b"".join(
        (
            entry("lscpu.txt", data=LSCPU),
            entry("lscpu-again", b"2", "lscpu.txt"),
            entry("sub/lscpu-again", b"1", "lscpu.txt"),
            entry("dmidecode.txt", b"2", "/etc/passwd"),
            entry("hosts", b"2", "/etc/hosts"),
            entry("systeminfo.txt", b"1", "../../etc/shadow"),
            entry("dmesg", b"3"),
            entry("lsmod", b"6"),
            entry("lspci", b"5"),
        )
    )
    capture = load(tmp_path, data)
    assert names(capture) == ["lscpu.txt"]
    # A link to what was read is no loss; a link to a file of this machine is told.
    reasons = {item.name: item.reason for item in capture.unread}
    assert list(reasons) == ["dmesg", "lsmod", "dmidecode.txt", "systeminfo.txt"]
    assert "is not a regular file of this archive" in reasons["dmesg"]
    assert "is a link in an archive" in reasons["dmidecode.txt"]


def test_the_devices_of_a_recorded_root_are_no_probes(tmp_path: Path) -> None:
    data = entry("proc/cpuinfo", data=LSCPU) + entry("dev/kvm", b"3") + entry("dev/xen", b"6")
    assert load(tmp_path, data).unread == ()


def test_an_archive_in_an_archive_stays_closed(tmp_path: Path) -> None:
    files = {"lscpu.txt": LSCPU, "dmidecode.tar.gz": packed(FILES, "w:gz"), "b.zip": zipped(FILES)}
    capture = load(tmp_path, packed(files))
    assert names(capture) == ["lscpu.txt"]
    # Only a name that suggests a probe is worth a word.
    assert [item.name for item in capture.unread] == ["dmidecode.tar.gz"]


@pytest.mark.parametrize("pack", [packed, zipped])
def test_a_bomb_in_one_member(tmp_path: Path, pack: object) -> None:
    files = {"lscpu.txt": LSCPU, "dmesg.txt": b"a" * 2_000_000}
    data = packed(files, "w:gz") if pack is packed else zipped(files)
    capture = load(tmp_path, data, probe_bytes=1_000_000)
    assert names(capture) == ["lscpu.txt"]
    assert "'dmesg.txt' is larger than 1,000,000 bytes" in capture.unread[0].reason


def test_a_bomb_in_many_members(tmp_path: Path) -> None:
    files = {f"dmesg{number}.txt": b"a" * 100_000 for number in range(50)}
    capture = load(tmp_path, zipped(files), "a.zip", total_bytes=1_000_000)
    assert len(capture.files) == 10
    assert capture.unread[-1].reason.startswith("more than 1,000,000 bytes")


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_a_bomb_that_is_skipped(tmp_path: Path, mode: str) -> None:
    files = {"lscpu.txt": LSCPU, "disk.iso": bytes(30_000_000), "z/dmidecode": DMI}
    path = tmp_path / "a.tar"
    path.write_bytes(packed(files, mode))
    tracemalloc.start()
    capture = Capture.load(path, limits=Limits(unpacked_bytes=10_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert names(capture) == ["lscpu.txt"]
    assert "unpacks to more than 10,000,000 bytes" in capture.unread[0].reason
    # The dictionary of xz alone takes 8 MiB.
    assert peak < 12_000_000


def test_a_size_that_lies(tmp_path: Path) -> None:
    data = entry("lscpu.txt", data=LSCPU) + entry("dmesg.txt", size=1 << 32, data=b"short")
    capture = load(tmp_path, data)
    assert names(capture) == ["lscpu.txt"]
    data = entry("lscpu.txt", data=LSCPU) + entry("dmesg.txt", size=1 << 20, data=b"short")
    capture = load(tmp_path, data)
    assert "truncated" in capture.unread[-1].reason


def test_a_zip_whose_sizes_lie(tmp_path: Path) -> None:
    # Both headers say ten bytes; the data has a million.
    data = zipped({"dmesg.txt": b"a" * 1_000_000, "lscpu.txt": LSCPU})
    data = data.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))
    capture = load(tmp_path, data, "a.zip")
    assert names(capture) == ["lscpu.txt"]
    assert "'dmesg.txt' is damaged" in capture.unread[0].reason


def test_many_members(tmp_path: Path) -> None:
    files = {f"{number}.txt": b"x\n" for number in range(300)}
    for data, name in ((packed(files), "a.tar"), (zipped(files), "a.zip")):
        capture = load(tmp_path, data, name, members=100)
        assert len(capture.files) == 100
        assert capture.unread[0].reason.startswith("more than 100 members")
        capture = load(tmp_path, data, name, unnamed=50)
        assert len(capture.files) == 50
        assert "name files after their commands" in capture.unread[0].reason


def test_an_encrypted_zip(tmp_path: Path) -> None:
    data = bytearray(zipped({"lscpu.txt": LSCPU}))
    # The flag stands in the local header and in the directory.
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(CaptureError, match=r"'lscpu.txt' is encrypted: unpack the archive"):
        load(tmp_path, bytes(data), "a.zip")


def test_a_zip_of_another_method(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="pack it with deflate"):
        load(tmp_path, zipped({"lscpu.txt": LSCPU}, zipfile.ZIP_LZMA), "a.zip")


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_truncated(tmp_path: Path, mode: str) -> None:
    noise = os.urandom(100_000).hex().encode()
    data = packed({"a/lscpu.txt": LSCPU, "a/dmesg.txt": noise}, mode)
    try:
        capture = load(tmp_path, data[: len(data) * 3 // 4])
    except CaptureError as error:
        # bzip2 gives nothing of a block that is not complete.
        assert mode == "w:bz2" and "truncated" in str(error)
    else:
        assert "truncated" in capture.unread[0].reason
        assert [file.text.encode() for file in capture.files] == [LSCPU]


def test_a_truncated_zip(tmp_path: Path) -> None:
    data = zipped(FILES)
    with pytest.raises(CaptureError, match=r"'a.zip' was not read to its end: it is damaged or"):
        load(tmp_path, data[: len(data) // 2], "a.zip")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.tar.gz", b"this is no archive\n", "is no archive although its name says so"),
        ("a.gz", gzip.compress(bytes(range(256)) * 5), "'a' is binary"),
        ("a.gz", gzip.compress(b"no tar" * 5)[:-4], "truncated"),
        ("a.tar.zst", b"\x28\xb5\x2f\xfd" + bytes(100), "packed with zstd, which is not read"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(100), "packed with 7-Zip"),
        ("a.zip", zipped({}), "it is empty"),
        ("a.tar", packed({}), "is no archive although"),
        ("a.tar.gz", b"\x1f\x8b\x08\x00broken" + bytes(50), "damaged"),
    ],
)
def test_no_archive(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(CaptureError) as error:
        load(tmp_path, data, name)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("ending", "compress"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)]
)
def test_one_compressed_file(
    tmp_path: Path, ending: str, compress: Callable[[bytes], bytes]
) -> None:
    long = LSCPU + b"\n" * 2000
    for text in (LSCPU, long):
        capture = load(tmp_path, compress(text), f"lscpu.txt.{ending}")
        assert [(file.name, file.text.encode()) for file in capture.files] == [("lscpu.txt", text)]


def test_a_compressed_file_beyond_the_limit(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="the setting probe_bytes"):
        load(tmp_path, gzip.compress(bytes(b"x" * 5000)), "dmesg.gz", probe_bytes=1000)


def test_an_xz_that_asks_for_four_gigabytes(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 27}]
    data = lzma.compress(packed(FILES), filters=filters)
    with pytest.raises(CaptureError, match="Memory usage limit"):
        load(tmp_path, data, "a.tar.xz")


def pax(records: bytes) -> bytes:
    return entry("x", b"x", data=records) + entry("lscpu.txt", data=LSCPU)


@pytest.mark.parametrize(
    "records",
    [
        # Each took the standard library's reader quadratic time.
        b"1" * 1_000_000,
        b"11 a" * 250_000,
        b"8 a=bcd\n" * 125_000,
        b"0 =\n" * 250_000,
        b"99999999999999999999 a=b\n",
    ],
    ids=["digits", "no-value", "many", "no-progress", "beyond-the-end"],
)
def test_hostile_headers_take_linear_time(tmp_path: Path, records: bytes) -> None:
    begin = time.process_time()
    capture = load(tmp_path, pax(records))
    assert time.process_time() - begin < 5
    assert names(capture) == ["lscpu.txt"]


def test_a_header_of_any_size_is_not_kept(tmp_path: Path) -> None:
    data = entry("lscpu.txt", data=LSCPU) + entry("x", b"L", size=1 << 30)
    assert "has a header of 1,073,741,824 bytes" in load(tmp_path, data).unread[0].reason


def test_streams_without_end(tmp_path: Path) -> None:
    begin = time.process_time()
    with pytest.raises(CaptureError, match="compressed streams in a row"):
        load(tmp_path, gzip.compress(b"") * 100_000, "a.tar.gz")
    assert time.process_time() - begin < 10


GOOD = (packed(FILES), packed(FILES, "w:gz"), packed(FILES, "w:xz"), zipped(FILES))


@settings(max_examples=300, deadline=5000)
@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=12)), max_size=6),
    st.integers(0, 12_000),
)
def test_any_damage_is_told_in_a_sentence(
    data: bytes, patches: list[tuple[int, bytes]], cut: int
) -> None:
    damaged = bytearray(data)
    for at, patch in patches:
        damaged[at : at + len(patch)] = patch
    try:
        capture = Capture.from_stream(io.BytesIO(bytes(damaged[:cut])), "a")
    except CaptureError as error:
        assert "\n" not in str(error)
    else:
        for file in capture.files:
            assert not file.name.startswith("/")
            file.text.encode()


@settings(max_examples=200, deadline=5000)
@given(st.binary(max_size=3000), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"]))
def test_any_bytes_are_a_capture_or_a_sentence(data: bytes, magic: bytes) -> None:
    try:
        Capture.from_stream(io.BytesIO(magic + data), "a")
    except CaptureError as error:
        assert "\n" not in str(error)
