"""Captures: what the probes of one machine gave, read with bounds and nothing decided."""

from __future__ import annotations

from hvutils.captures.capture import Capture, loaded
from hvutils.captures.gathering import may_be_probe
from hvutils.captures.limits import LIMITS, Limits
from hvutils.captures.probe import ProbeFile, Unread

__all__ = ["LIMITS", "Capture", "Limits", "ProbeFile", "Unread", "loaded", "may_be_probe"]
