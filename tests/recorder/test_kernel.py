"""A kernel is unpacked from the file that the distribution ships."""

from __future__ import annotations

import lzma
import struct

import pytest

from recorder.errors import RecorderError
from recorder.kernel import unpacked

ELF = b"\x7fELF and what follows it" * 100


def image(payload: bytes, sectors: int = 2) -> bytes:
    """Lay out a bzImage as Linux's boot protocol describes it, around a payload."""
    setup = bytearray((sectors + 1) * 512)
    setup[0x1F1] = sectors
    setup[0x202:0x206] = b"HdrS"
    code = b"\x90" * 77
    struct.pack_into("<II", setup, 0x248, len(code), len(payload))
    return bytes(setup) + code + payload + b"what comes behind"


@pytest.mark.parametrize("sectors", [4, 27])
def test_the_kernel_in_the_image_comes_out_whole(sectors: int) -> None:
    packed = lzma.compress(ELF, check=lzma.CHECK_CRC32) + struct.pack("<I", len(ELF))
    assert unpacked(image(packed, sectors)) == ELF


def test_what_is_no_such_kernel_is_one_sentence() -> None:
    with pytest.raises(RecorderError, match="is no bzImage"):
        unpacked(ELF)
    with pytest.raises(RecorderError, match="not packed with xz"):
        unpacked(image(b"\x1f\x8b something that gzip packed"))
    with pytest.raises(RecorderError, match="is cut off"):
        unpacked(image(lzma.compress(ELF)[:-20]))
    with pytest.raises(RecorderError, match="is no bzImage"):
        unpacked(image(b"")[:0x208])
