"""What notebooks call: servers to audit, an explorer, pictures, and answers.

Nothing here knows what is right. Practice samples carry the verdict that an expert recorded;
graded servers carry probe output only.
"""

from __future__ import annotations

from hvutils.lab.answers import answer, ask, hand_in
from hvutils.lab.explorer import explore
from hvutils.lab.gain import gain
from hvutils.lab.interactive import build_stack, exit_costs, spot_the_liar, toggle_evidence
from hvutils.lab.measuring import measure_exits
from hvutils.lab.own_set import draw_set, server
from hvutils.lab.pictures import draw
from hvutils.lab.practice import check, hint, predict, reveal
from hvutils.lab.shelf import Sample, sample
from hvutils.lab.standing import status
from hvutils.lab.trial import recorded, seen, this_machine, try_out
from hvutils.lab.views import show

__all__ = [
    "Sample",
    "answer",
    "ask",
    "build_stack",
    "check",
    "draw",
    "draw_set",
    "exit_costs",
    "explore",
    "gain",
    "hand_in",
    "hint",
    "measure_exits",
    "predict",
    "recorded",
    "reveal",
    "sample",
    "seen",
    "server",
    "show",
    "spot_the_liar",
    "status",
    "this_machine",
    "toggle_evidence",
    "try_out",
]
