"""Captures: what the probes of one machine gave, read with bounds and nothing decided."""

from __future__ import annotations

from hvutils.captures.capture import Capture, ProbeFile, Unread

__all__ = ["Capture", "ProbeFile", "Unread"]
