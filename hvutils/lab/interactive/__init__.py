"""Things to try: each has a task, a question, and a text for where widgets are not shown.

They hold no answer that counts, and none of their state is graded. All of them work from the
keyboard: Tab moves on, the space bar presses.
"""

from __future__ import annotations

from hvutils.lab.interactive.builder import build_stack
from hvutils.lab.interactive.costs import exit_costs
from hvutils.lab.interactive.liar import spot_the_liar
from hvutils.lab.interactive.toggler import toggle_evidence

__all__ = ["build_stack", "exit_costs", "spot_the_liar", "toggle_evidence"]
