"""Practice: predictions, checks and hints, from a table a section; nothing of it is graded.

What is right stands in the tables as a salted hash, so that reading them gives nothing away by
accident. It keeps no secret from one who tries all options: practice needs none.
"""

from __future__ import annotations

from hvutils.lab.practice.checks import check, hint
from hvutils.lab.practice.predictions import predict, reveal

__all__ = ["check", "hint", "predict", "reveal"]
