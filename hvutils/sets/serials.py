"""Serial numbers: letter for letter and digit for digit, so that their form stays.

What says that there is none, what is redacted, and what names a maker by its form stays.
"""

from __future__ import annotations

import re
import string

from hvutils.captures import Capture
from hvutils.sets.stream import Stream
from hvutils.sets.texts import Change

__all__ = ["change"]

_FIELD = re.compile(
    r"^(?P<label>[ \t]*(?:Serial Number|Service Tag|Product ID|UUID)[ \t.]*:[ \t]*)"
    r"(?P<value>[0-9A-Za-z][0-9A-Za-z. -]*?)(?P<end>[ \t\r]*)$",
    re.MULTILINE,
)
_LABEL = re.compile("Serial Number|Service Tag|Product ID|UUID")
_NO_SERIAL = frozenset(
    ("none", "n/a", "not specified", "not settable", "not present", "unknown", "0", "123456789")
)
# VMware-56 4d …, ec2…: the form is what tells; QEMU writes none.
_FORM_TELLS = ("vmware-", "ec2", "parallels-", "googlecloud-", "0000-000")
_KINDS = (string.digits, string.ascii_uppercase, string.ascii_lowercase)


def change(capture: Capture, stream: Stream) -> Change:
    """Return how the serial numbers of a capture change."""
    moves = {letter: stream.pick(kind.replace(letter, "")) for kind in _KINDS for letter in kind}

    def field(match: re.Match[str]) -> str:
        value = match["value"]
        low = value.lower()
        if low in _NO_SERIAL or low.startswith(_FORM_TELLS) or not re.search(r"\d", value):
            return match[0]
        if match["label"].strip().startswith("UUID"):
            hexadecimal = "".join(moves[c] if c.isdigit() else c for c in value)
            return match["label"] + hexadecimal + match["end"]
        return match["label"] + "".join(moves.get(c, c) for c in value) + match["end"]

    return lambda text: _FIELD.sub(field, text) if _LABEL.search(text) else text
