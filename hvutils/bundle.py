"""The wire between a notebook and its marker: how an answer leaves a kernel as data.

``hvutils.lab`` writes these bundles, ``hvutils.grading`` reads them, and neither imports the
other: what they agree on stands here.
"""

from __future__ import annotations

__all__ = ["ANSWER_MIME", "RETURNED_MIME", "SCHEMA"]

ANSWER_MIME = "application/vnd.hvutils.answer+json"
"""``{"schema": 1, "question": id, "value": …}``: what a student says."""

RETURNED_MIME = "application/vnd.hvutils.returned+json"
"""``{"schema": 1, "question": id, "returned": [[ok, value], …]}``: what a student's function
returned for the inputs it was called on, in their order; ``ok`` is false where it raised, and
``value`` is then the reason."""

SCHEMA = 1
