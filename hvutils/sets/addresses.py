"""The host part of MAC addresses, and of the IPv6 addresses that are made from them.

The maker's prefix stays, for it is evidence; so does the fourth byte, which tells VMware's ranges
apart, and, behind Microsoft's prefix, the fifth: Hyper-V makes both from the host's IPv4 address
(Microsoft KB 2804678). Addresses that follow each other still do: the last three bits stay.
"""

from __future__ import annotations

import re

from hvutils.captures import Capture
from hvutils.sets.stream import Stream
from hvutils.sets.texts import Change, same

__all__ = ["change"]

_MAC = re.compile(
    r"(?<![0-9A-Fa-f:-])([0-9A-Fa-f]{2})([:-])((?:[0-9A-Fa-f]{2}\2){4})([0-9A-Fa-f]{2})"
    r"(?![0-9A-Fa-f:-])"
)
_FROM_MAC = re.compile(
    r"(?<![0-9a-f])([0-9a-f]{1,4}:[0-9a-f]{0,2}ff:fe[0-9a-f]{2}:)([0-9a-f]{1,4})(?![0-9a-f:])",
    re.IGNORECASE,
)
_PAIRS = re.compile(r"[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-]")
# The last is what Xen gives to every vif.
_NOBODY = frozenset(("000000000000", "ffffffffffff", "feffffffffff"))
_FIFTH_TELLS = "00155d"


def change(capture: Capture, stream: Stream) -> Change:
    """Return how the addresses of a capture change."""
    fifth, sixth = 1 + stream.below(255), 8 + 8 * stream.below(31)
    if not any(_MAC.search(file.text) for file in capture.files):
        return same

    def address(match: re.Match[str]) -> str:
        digits = re.sub("[:-]", "", match[0]).lower()
        # A multicast address belongs to no card.
        if digits in _NOBODY or int(digits[:2], 16) & 1:
            return match[0]
        number = int(digits[8:], 16) ^ (sixth if digits[:6] == _FIFTH_TELLS else fifth << 8 | sixth)
        mark = match[2]
        end = f"{number >> 8:02x}{mark}{number & 255:02x}"
        upper = match[0] != match[0].lower()
        return match[0][:12] + (end.upper() if upper else end)

    def interface(match: re.Match[str]) -> str:
        # The universal bit is inverted (RFC 4291): 0215:5dff stands for 00155d.
        hyper_v = match[1].lower().startswith(("215:5dff", "0215:5dff"))
        number = int(match[2], 16) ^ (sixth if hyper_v else fifth << 8 | sixth)
        return f"{match[1]}{number:x}"

    def each(text: str) -> str:
        # Searching is the greatest part of drawing a set, and few probes have an address.
        if "ff:fe" in text.lower():
            text = _FROM_MAC.sub(interface, text)
        return _MAC.sub(address, text) if _PAIRS.search(text) else text

    return each
