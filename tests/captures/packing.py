"""Makes archives for the tests, good and hostile ones."""

from __future__ import annotations

import io
import tarfile
import zipfile

LSCPU = b"Architecture: x86_64\nVendor ID: GenuineIntel\nHypervisor vendor: KVM\n"
DMI = b"# dmidecode 3.3\nSystem Information\n\tManufacturer: QEMU\n"


def packed(files: dict[str, bytes], mode: str = "w") -> bytes:
    """Return a tar archive of these files; the mode says how it is compressed."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def entry(name: str, kind: bytes = b"0", link: str = "", size: int = 0, data: bytes = b"") -> bytes:
    """Return one raw tar entry, whose size may lie."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    header = bytearray(info.tobuf(tarfile.USTAR_FORMAT))
    header[124:136] = b"%011o\0" % (size or len(data))
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data + b"\0" * (-len(data) % 512)
