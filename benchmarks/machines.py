"""The captures that are measured: the project's own, and thousands made from them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

__all__ = ["ROOT", "make", "ten_probes", "texts"]

ROOT = Path(__file__).resolve().parents[1]
_PACKAGE = ROOT / "hvutils"
_MAC = re.compile(rb"((?:[0-9a-f]{2}:){3})(?:[0-9a-f]{2}:){2}[0-9a-f]{2}")
_TEN = (
    *("cpuid.txt", "dmidecode.txt", "ip_link.txt", "lscpu.txt", "lsmod.txt", "lspci_nnk.txt"),
    *("proc/cpuinfo", "systemd_detect_virt.txt", "sys/class/dmi/id/sys_vendor"),
    "sys/class/dmi/id/product_name",
)


def _models() -> list[Path]:
    pool = [path for path in sorted(_PACKAGE.glob("pool/[!_.]*")) if path.is_dir()]
    return [*pool, *sorted(_PACKAGE.glob("samples/*/probes"))]


def ten_probes(into: Path) -> Path:
    """Return a folder with ten probes of one machine of the pool."""
    source = _PACKAGE / "pool" / "birch"
    for name in _TEN:
        _write(into / name, (source / name).read_bytes())
    return into


def make(number: int, into: Path) -> list[str]:
    """Make captures, each with addresses of its own, from the pool and the samples.

    What does not differ is a hard link: a hundred thousand files would be the disk's figure.

    Args:
        number: how many.
        into: the folder for them.

    Returns:
        The folders' names.
    """
    models = [
        [
            (path.relative_to(top), path.read_bytes())
            for path in sorted(top.rglob("*"))
            if path.is_file()
        ]
        for top in _models()
    ]
    shelf = into / "same"
    names = []
    for index in range(number):
        name = f"machine-{index:05}"
        which = index % len(models)
        for place, data in models[which]:
            target = into / name / place
            own = _MAC.sub(rb"\g<1>%02x:%02x:01" % (index >> 8 & 255, index & 255), data)
            if own != data:
                _write(target, own)
                continue
            model = shelf / str(which) / place
            if not model.exists():
                _write(model, data)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(model, target)
        names.append(name)
    return names


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


_DEVICE = re.compile(r"(\S+) (.*?) \[([0-9a-f]{4})\]: (.*) \[([0-9a-f]{4}):([0-9a-f]{4})\].*")
_SUBSYSTEM = re.compile(r"\s+Subsystem: (.*) \[([0-9a-f]{4}):([0-9a-f]{4})\]")
_DRIVER = re.compile(r"\s+Kernel driver in use: (.*)")
_FORMS = ("names", "ids", "both")


def _tagged(listing: str, form: str) -> str:
    """Return an `lspci -nnk` as `lspci -vmmk` prints it, which is the form that jc reads."""

    def said(name: str, code: str) -> str:
        return {"names": name, "ids": code, "both": f"{name} [{code}]"}[form]

    lines: list[str] = []
    for line in listing.splitlines():
        if match := _DEVICE.fullmatch(line):
            slot, kind, code, name, vendor, device = match.groups()
            maker, _, card = name.partition(" ")
            lines += ["", f"Slot:\t{slot}", f"Class:\t{said(kind, code)}"]
            lines += [f"Vendor:\t{said(maker, vendor)}", f"Device:\t{said(card, device)}"]
        elif match := _SUBSYSTEM.fullmatch(line):
            maker, _, card = match[1].partition(" ")
            lines += [f"SVendor:\t{said(maker, match[2])}", f"SDevice:\t{said(card, match[3])}"]
        elif match := _DRIVER.fullmatch(line):
            lines.append(f"Driver:\t{match[1]}")
    return "\n".join(lines[1:]) + "\n" if lines else ""


def texts() -> Iterator[tuple[Path, bytes]]:
    """Yield every recorded file: the project's own, and those beside the checkout if they are.

    jc reads lspci in a form that hardly anybody records: each listing comes in that form too.
    """
    folders = [_PACKAGE / "pool", _PACKAGE / "samples", ROOT / "tests" / "reader" / "golden"]
    shared = Path(os.environ.get("HV_SHARED", ROOT.parent / "shared")) / "captures"
    for folder in (*folders, shared):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if not path.is_file():
                continue
            data = path.read_bytes()
            yield path, data
            if path.name.startswith("lspci"):
                for form in _FORMS:
                    if text := _tagged(data.decode("utf-8", "replace"), form):
                        yield path.with_name(f"lspci_vmmk_{form}.txt"), text.encode()
