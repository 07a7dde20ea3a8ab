"""Limits: how much of what comes from outside is read, in one place."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LIMITS", "MAX_PROBE_BYTES", "Limits"]

_MIB = 1024 * 1024
MAX_PROBE_BYTES = 256 * _MIB
"""The largest probe that is read, in bytes; the longest kernel logs seen are a tenth of it."""


@dataclass(frozen=True)
class Limits:
    """The bounds that loading a capture keeps, whatever headers and names promise.

    Args:
        probe_bytes: the largest probe, in bytes; a larger one costs that probe. This is the
            setting that ``hv classify --probe-mib`` changes.
        total_bytes: the bytes read from all probes of one capture.
        unpacked_bytes: what a compressed archive may unpack to, read or skipped.
        members: how many entries of a folder or an archive are looked at.
        files: how many probes one capture may hold; a recorded root has thousands.
        unnamed: how many of them may have a name that suggests no probe.
        links: how many symbolic links of a folder are followed.
        depth: how many folders deep a capture is searched.
    """

    probe_bytes: int = MAX_PROBE_BYTES
    total_bytes: int = 512 * _MIB
    unpacked_bytes: int = 2048 * _MIB
    members: int = 200_000
    files: int = 10_000
    unnamed: int = 1_000
    links: int = 1_000
    depth: int = 64

    @classmethod
    def of(cls, probe_mib: int) -> Limits:
        """Return the limits with another size of the largest probe.

        Args:
            probe_mib: the size, in MiB.

        >>> Limits.of(1).probe_bytes
        1048576
        """
        size = probe_mib * _MIB
        return cls(probe_bytes=size, total_bytes=max(cls.total_bytes, 2 * size))


LIMITS = Limits()
"""The limits that are kept where none are given."""
