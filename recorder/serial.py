"""Split the serial output of a guest into the text of each probe."""

from __future__ import annotations

import hashlib
import re

from recorder.errors import RecorderError

__all__ = ["redact", "split"]

REDACTED = "[redacted]"
_BLOCK = re.compile(
    r"^==== begin (?P<name>\S+)\n(?P<text>.*?)\n"
    r"==== end (?P=name) (?P<code>\d+) (?P<sum>[0-9a-f]+)$",
    re.MULTILINE | re.DOTALL,
)
_IDENTIFIER = re.compile(
    r"^(?P<label>[ \t]*(?:Serial Number|UUID|Asset Tag):[ \t]*)(?P<value>\S.*)$", re.MULTILINE
)
_NO_IDENTIFIER = frozenset(
    ("Not Specified", "Not Settable", "Not Present", "None", "No Asset Tag", "Unknown")
)


def split(serial: str, wanted: dict[str, str]) -> dict[str, str]:
    r"""Return the text of each probe; one that fails and says nothing is left out.

    Args:
        serial: what the guest wrote; its ``\r`` are the serial line's, and fall away.
        wanted: the probes that must be there, by file.

    Raises:
        RecorderError: the guest did not finish, or a probe is missing, failed or damaged.
    """
    serial = serial.replace("\r", "")
    if "==== finished" not in serial:
        raise RecorderError("the guest did not come to the end of its probes")
    blocks = {match["name"]: match for match in _BLOCK.finditer(serial)}
    probes: dict[str, str] = {}
    for name, asked in wanted.items():
        match = blocks.get(name)
        if match is None:
            raise RecorderError(f"{name}: the guest wrote no such probe")
        text = match["text"]
        if hashlib.sha256(text.encode()).hexdigest() != match["sum"]:
            raise RecorderError(f"{name}: kernel messages or lost bytes stand in its text")
        if match["code"] != "0" and not text:
            continue  # The machine has no such thing: most often a firmware string.
        if match["code"] != "0":
            raise RecorderError(f"{name}: {asked!r} ended with exit code {match['code']}")
        probes[name] = redact(text)
    return probes


def redact(text: str) -> str:
    """Replace serial numbers, UUIDs and asset tags; a field that holds none stays."""

    def line(match: re.Match[str]) -> str:
        kept = match["value"].strip() in _NO_IDENTIFIER
        return match[0] if kept else match["label"] + REDACTED

    return _IDENTIFIER.sub(line, text)
