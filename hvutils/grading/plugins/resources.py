"""What the plug-ins hand on to each other in nbconvert's resources."""

from __future__ import annotations

__all__ = ["INCIDENTS", "MARKS", "RETURNED"]

RETURNED = "hv_returned"
"""What the functions that a submission hands in returned: a question's id to its calls' returns."""

MARKS = "hv_marks"
"""The marks of the notebook: a tuple of ``Mark``, set by ``MarkAnswers``."""

INCIDENTS = "hv_incidents"
"""What was wrong with the submission: a list of sentences that any plug-in may add to."""
