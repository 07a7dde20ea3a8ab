"""Sizes of memory and disks, and the minute of the last start: a little more or a little less.

Windows adds its sizes up, and they still do.
"""

from __future__ import annotations

import re

from hvutils.captures import Capture
from hvutils.sets.stream import Stream
from hvutils.sets.texts import Change

__all__ = ["change"]

# Free memory and what is made from it move together; what is in use stays.
_WINDOWS_MEMORY = re.compile(
    r"^((?:Total Physical Memory|Available Physical Memory|Virtual Memory: Max Size"
    r"|Virtual Memory: Available):[ ]+)([\d,]+)( MB)",
    re.MULTILINE,
)
_BOOT = re.compile(r"^(System Boot Time:[ ]+\S+ \d{1,2}:)(\d{2}):(\d{2})", re.MULTILINE)
# A row of lsblk: NAME MAJ:MIN RM SIZE RO TYPE; only the disk, whose size is anybody's choice.
_DISK = re.compile(r"^([hsv]da|xvda|nvme0n1)( +\d+:\d+ +\d +)(\d{2,3})(G +\d disk)", re.MULTILINE)
_MEMINFO = re.compile(r"^(Mem(?:Total|Free|Available):[ ]+)(\d+)( kB)$", re.MULTILINE)


def change(capture: Capture, stream: Stream) -> Change:
    """Return how the sizes of a capture change."""
    megabytes = 4 * (1 + stream.below(24))
    minute, second = stream.below(60), stream.below(60)
    gigabytes = 1 + stream.below(9)

    def memory(match: re.Match[str]) -> str:
        return f"{match[1]}{int(match[2].replace(',', '')) - megabytes:,}{match[3]}"

    def kilobytes(match: re.Match[str]) -> str:
        return f"{match[1]}{int(match[2]) - 1024 * megabytes:>{len(match[2])}}{match[3]}"

    def disk(match: re.Match[str]) -> str:
        return f"{match[1]}{match[2]}{int(match[3]) + gigabytes:>{len(match[3])}}{match[4]}"

    def each(text: str) -> str:
        if "Physical Memory:" in text:
            text = _WINDOWS_MEMORY.sub(memory, text)
            text = _BOOT.sub(rf"\g<1>{minute:02}:{second:02}", text)
        if "MemTotal:" in text:
            text = _MEMINFO.sub(kilobytes, text)
        return _DISK.sub(disk, text) if " disk" in text else text

    return each
