"""Text in the encodings that probes come in."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils.captures.reading import decode, is_text

ENGLISH = "Host Name:           WEB-01\r\nSystem Type:         x64-based PC\r\n" * 4
FRENCH = (
    "Nom de l’hôte:                              WEB-01\r\n"
    "Modèle du système\u00a0:                    VMware7,1\r\n"
    "Mémoire physique totale:                    2\u00a0047 Mo\r\n"
).replace("’", "'")
SPANISH = "Nombre de host:     WEB\r\nTamaño máximo de la memoria:  2.047 MB\r\nCompañía: x\r\n"
CHINESE = (
    "主机名:           WEB-01\r\nOS 名称:          Microsoft Windows 10 专业版\r\n"
    "系统制造商:       VMware, Inc.\r\n系统型号:         VMware7,1\r\n"
    "系统类型:         x64-based PC\r\n"
)
RUSSIAN = "Имя узла:                         WEB-01\r\nИзготовитель системы:  QEMU\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [ENGLISH, FRENCH, SPANISH, CHINESE, RUSSIAN])
def test_unicode(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_utf_16_be_with_its_mark() -> None:
    assert decode(b"\xfe\xff" + ENGLISH.encode("utf-16-be")) == ENGLISH


@pytest.mark.parametrize("text", [ENGLISH, FRENCH, SPANISH])
def test_cp850(text: str) -> None:
    assert decode(text.encode("cp850")) == text


def test_the_blank_of_french_consoles() -> None:
    assert "[01]\u00a0: x" in decode(b"Carte(s) r\x82seau:  [01]\xff: x\r\n")


def test_gbk() -> None:
    assert decode(CHINESE.encode("gbk")) == CHINESE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk"])
def test_a_text_that_was_cut_keeps_the_rest(encoding: str) -> None:
    data = CHINESE.encode(encoding)
    cut = data[: data.rindex("类".encode(encoding.replace("-sig", "").replace("16", "16-le"))) + 1]
    assert decode(cut).startswith(CHINESE[: CHINESE.index("系统类型") + 2])


def test_one_stray_byte_does_not_change_the_encoding() -> None:
    data = (CHINESE * 5).encode() + b"\xe9\r\n" + CHINESE.encode()
    assert decode(data) == CHINESE * 5 + "\ufffd\r\n" + CHINESE


def test_c_strings_are_text() -> None:
    assert decode(b"linux,dummy-virt\0") == "linux,dummy-virt\0"
    assert decode(b"container=lxc\0TERM=linux\0") == "container=lxc\0TERM=linux\0"


def test_two_bytes_of_a_disk_make_no_text_binary() -> None:
    text = decode(b"ATA device\r\n" * 100 + b"\x00\xfe" + b"Serial: \x00\r\n")
    assert text.count("ATA device") == 100


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 64,
        b"\x7fELF\x02\x01\x01" + bytes(200),
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"\x1f\x8b\x08\x08abc",
        b"PK\x03\x04abc",
    ],
    ids=["all", "elf", "png", "gzip", "zip"],
)
def test_no_text(data: bytes) -> None:
    assert not is_text(data[:4096])
    with pytest.raises(UnicodeError):
        decode(data)


@given(st.binary(max_size=5000))
def test_any_bytes_are_text_that_can_be_written_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except UnicodeError:
        assert not is_text(data[:4096])
    else:
        text.encode()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=300))
def test_utf_8_stays_as_it_is(text: str) -> None:
    assert decode(("x\n" + text).encode()) == "x\n" + text


@pytest.mark.parametrize(
    "unit",
    [
        b"abc\n",
        "é\n".encode("cp850"),
        b"\xff",
        b"\x81\x30",
        "系统\n".encode("gbk"),
        b"a\0",
        b"\xe4",
    ],
)
def test_linear_time(unit: bytes) -> None:
    def seconds(size: int) -> float:
        data = unit * (size // len(unit))
        best = 9.9
        for _ in range(3):
            begin = time.process_time()
            decode(data)
            best = min(best, time.process_time() - begin)
        return best

    # Quadratic time would take 64 times as long; noise is far from that.
    assert seconds(4_000_000) < 24 * max(seconds(500_000), 0.001)
