"""Take the recording out of what a guest wrote to its serial port."""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import io
import json
import re
import tarfile
from dataclasses import dataclass

from recorder.errors import RecorderError

__all__ = ["Recorded", "redact", "unpack"]

REDACTED = "[redacted]"
MANIFEST = "manifest.json"
MOST = 4 * 1024 * 1024
_BLOCK = re.compile(
    # Firmware that draws on its screen leaves the cursor in the line.
    r"==== begin recording\n(?P<letters>[A-Za-z0-9+/=\n]*)"
    r"^==== end recording (?P<sum>[0-9a-f]{64})$",
    re.MULTILINE,
)
_IDENTIFIER = re.compile(
    r"^(?P<label>[ \t]*(?:Serial Number|UUID|Asset Tag):[ \t]*)(?P<value>\S.*)$", re.MULTILINE
)
_NO_IDENTIFIER = frozenset(
    ("Not Specified", "Not Settable", "Not Present", "None", "No Asset Tag", "Unknown")
)
_ZEROS = "00000000-0000-0000-0000-000000000000"
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Recorded:
    """What the record script wrote in a guest.

    Args:
        probes: the text of each probe, by its name in the capture.
        absent: the probes that gave nothing.
    """

    probes: dict[str, str]
    absent: tuple[str, ...]


def unpack(serial: str) -> Recorded:
    r"""Return the recording of the innermost guest that wrote one.

    Args:
        serial: what the guest wrote; its ``\r`` are the serial line's, and fall away.

    Raises:
        RecorderError: the guest did not finish, or its recording is missing or damaged, or a
            probe was stopped in it.
    """
    serial = serial.replace("\r", "")
    last = " / ".join(serial.strip().split("\n")[-4:])
    if "==== finished" not in serial:
        raise RecorderError(f"the guest did not come to its end; it said last: {last}")
    match = _BLOCK.search(serial)
    if match is None:
        raise RecorderError(f"the guest wrote no recording; it said last: {last}")
    try:
        packed = base64.b64decode(match["letters"])
    except binascii.Error:
        packed = b""
    if hashlib.sha256(packed).hexdigest() != match["sum"]:
        raise RecorderError("kernel messages or lost bytes stand in the recording")
    return _recorded(_files(packed))


def _files(packed: bytes) -> dict[str, str]:
    with gzip.open(io.BytesIO(packed)) as stream:
        data = stream.read(MOST)
    found: dict[str, str] = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None:
                text = content.read().decode("utf-8", errors="replace")
                found[member.name.removeprefix("./")] = text
    return found


def _recorded(files: dict[str, str]) -> Recorded:
    rows = json.loads(files.pop(MANIFEST))["probes"]
    stopped = [row["file"] for row in rows if row["status"] in ("stopped", "failed")]
    if stopped:
        raise RecorderError(f"{', '.join(stopped)}: stopped in the guest; it took too long")
    absent = tuple(row["file"] for row in rows if row["status"] != "recorded")
    return Recorded({name: redact(name, text) for name, text in files.items()}, absent)


def redact(name: str, text: str) -> str:
    """Replace serial numbers, UUIDs and asset tags; a field that holds none stays."""

    def line(match: re.Match[str]) -> str:
        kept = match["value"].strip() in (*_NO_IDENTIFIER, _ZEROS)
        return match[0] if kept else match["label"] + REDACTED

    text = _IDENTIFIER.sub(line, text)
    if name.endswith("_asset_tag") and text.strip() not in ("", *_NO_IDENTIFIER):
        text = f"{REDACTED}\n"
    return _UUID.sub(lambda it: it[0] if it[0] == _ZEROS else f"{_ZEROS[:-1]}1", text)
