"""Unpack a kernel, for a guest in which the kernel's own unpacking would take minutes."""

from __future__ import annotations

import lzma
import struct

from recorder.errors import RecorderError

__all__ = ["unpacked"]

_SECTOR = 512
_LARGEST = 512 * 1024 * 1024
_SETUP_SECTORS, _MAGIC, _PAYLOAD = 0x1F1, 0x202, 0x248


def unpacked(image: bytes) -> bytes:
    """Return the ELF file in a bzImage; QEMU starts it by its PVH note.

    Args:
        image: the kernel as the distribution ships it, packed with xz.

    Raises:
        RecorderError: it is no such image.
    """
    if image[_MAGIC : _MAGIC + 4] != b"HdrS" or len(image) < _PAYLOAD + 8:
        raise RecorderError("the kernel is no bzImage, so what is packed in it is not found")
    offset, length = struct.unpack_from("<II", image, _PAYLOAD)
    # The first sector is not counted; four sectors are meant where the field says none.
    start = ((image[_SETUP_SECTORS] or 4) + 1) * _SECTOR + offset
    # The payload ends with the size of what is unpacked, which xz does not want.
    packed = image[start : start + length]
    stream = lzma.LZMADecompressor(format=lzma.FORMAT_XZ)
    try:
        kernel = stream.decompress(packed, max_length=_LARGEST)
    except lzma.LZMAError as error:
        raise RecorderError(f"the kernel is not packed with xz: {error}") from None
    if not stream.eof:
        raise RecorderError(f"the kernel in the image is cut off, or beyond {_LARGEST} bytes")
    return kernel
