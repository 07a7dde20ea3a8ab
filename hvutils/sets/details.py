"""Change harmless details of a capture, the same way in all of its probes.

No line moves, and none comes to say anything else: who compares two students' sets sees that they
differ, and whoever reads one reads the same machine. What changes is a row of `DETAILS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hvutils.captures import Capture
from hvutils.captures.probe import ProbeFile
from hvutils.sets import addresses, serials, sizes, slots
from hvutils.sets.stream import Stream
from hvutils.sets.texts import Change, whole_word

__all__ = ["DETAILS", "changed"]

DETAILS: tuple[Callable[[Capture, Stream], Change], ...] = (
    addresses.change,
    serials.change,
    sizes.change,
    slots.change,
)
"""Each looks at a whole capture and says how a probe's text changes."""


def changed(capture: Capture, name: str, host: str, stream: Stream) -> Capture:
    """Return a capture under another host name, with other harmless details.

    Args:
        capture: what was recorded.
        name: the host name in it.
        host: the host name to give it.
        stream: what the details follow from.
    """
    changes = [detail(capture, stream) for detail in DETAILS]
    changes.append(whole_word(name, host))
    files = tuple(_file(file, changes) for file in capture.files)
    return replace(capture, name=host, files=files)


def _file(file: ProbeFile, changes: list[Change]) -> ProbeFile:
    text = file.text
    for change in changes:
        text = change(text)
    return ProbeFile(file.name, text)
