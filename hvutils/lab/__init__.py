"""What notebooks call: servers to audit, an explorer, pictures, and answers.

Nothing here knows what is right. Practice samples carry the verdict that an expert recorded;
graded servers carry probe output only.
"""

from __future__ import annotations

from hvutils.lab.answers import answer, ask, hand_in
from hvutils.lab.explorer import explore
from hvutils.lab.own_set import draw_set, server
from hvutils.lab.pictures import draw
from hvutils.lab.shelf import Sample, sample
from hvutils.lab.standing import status
from hvutils.lab.views import show

__all__ = [
    "Sample",
    "answer",
    "ask",
    "draw",
    "draw_set",
    "explore",
    "hand_in",
    "sample",
    "server",
    "show",
    "status",
]
