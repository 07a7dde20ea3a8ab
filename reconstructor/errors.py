"""What can be wrong with a description."""

from __future__ import annotations

__all__ = ["DescriptionError"]


class DescriptionError(ValueError):
    """A description or a table names what is not there, or contradicts itself."""
