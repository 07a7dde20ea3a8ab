"""What the plug-ins hand on to each other in nbconvert's resources."""

from __future__ import annotations

__all__ = ["RETURNED"]

RETURNED = "hv_returned"
"""What the functions that a submission hands in returned: a question's id to its calls' returns."""
