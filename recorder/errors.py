"""What can go wrong while recording, in sentences for the person who records."""

from __future__ import annotations

__all__ = ["RecorderError"]


class RecorderError(Exception):
    """A recording that could not be made; its text says why and what helps."""
