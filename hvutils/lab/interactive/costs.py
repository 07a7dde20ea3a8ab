"""The exit-cost explorer: how much of a processor's time exits take, and what page walks read."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from hvutils.lab.interactive.base import Interactive, page

__all__ = ["COSTS", "RATES", "Cost", "ExitCosts", "exit_costs", "share"]

CLOCK = 3_000_000_000
"""Cycles per second of the processor that is reckoned with: 3 GHz, an assumption."""

RATES = (1_000, 10_000, 100_000, 1_000_000)
"""Exits per second to choose from; no measurement, but orders of magnitude."""


@dataclass(frozen=True)
class Cost:
    """What an exit costs.

    Args:
        name: who serves it.
        cycles: for the way there and back.
        source: where the figure comes from.
    """

    name: str
    cycles: int
    source: str


COSTS = (
    Cost("the hypervisor itself", 1_350, "LKML, December 2020: one round trip, SEV-ES sample"),
    Cost("a process (ioctl and back)", 2_530, "LKML, December 2020: the same with the ioctl"),
    Cost(
        "CPUID in a root partition",
        8_700,
        "VMAware issue #324: the longest trace on a Xeon W-2145 (4,400 to 8,700)",
    ),
)


def share(rate: int, cycles: int) -> float:
    """Return the part of one processor's time that exits take.

    Args:
        rate: exits per second.
        cycles: cycles for one exit and its entry.
    """
    return rate * cycles / CLOCK


class ExitCosts(Interactive):
    """Exits per second against the cost of one."""

    def __init__(self) -> None:
        self.rate = widgets.ToggleButtons(
            options=[(f"{rate:,}", rate) for rate in RATES], description="Exits per second"
        )
        self.cost = widgets.ToggleButtons(
            options=[(cost.name, cost) for cost in COSTS], description="Served by"
        )
        for control in (self.rate, self.cost):
            control.style.description_width = "9em"
            control.observe(self._turn, names="value")
        self.shown = page("")
        parts: list[Any] = [self.rate, self.cost, self.shown]
        self._turn()
        super().__init__(
            "costs",
            "Choose how often a guest exits and who serves the exit.",
            "From which rate on does it matter who serves an exit? Name a workload that exits so "
            "often, and one that does not.",
            parts,
        )

    def said(self) -> str:
        """Return the sentence for what is chosen."""
        cost, rate = self.cost.value, self.rate.value
        part = share(rate, cost.cycles)
        more = " More than one processor has." if part > 1 else ""
        return (
            f"{rate:,} exits per second of {cost.cycles:,} cycles each take {part:.2%} of a "
            f"3 GHz processor.{more} (Cycles: {cost.source}.)"
        )

    def _turn(self, change: object = None) -> None:
        width = min(share(self.rate.value, self.cost.value.cycles), 1.0)
        bar = (
            '<div aria-hidden="true" style="border:1px solid currentColor;height:1em;'
            f'max-width:40em"><div style="width:{width:.2%};height:100%;'
            'background:currentColor"></div></div>'
        )
        self.shown.value = f'{bar}<p role="status">{html.escape(self.said())}</p>'

    def static(self) -> Sequence[str]:
        """Return the table of all that can be chosen."""
        lines = ["Part of a 3 GHz processor's time that exits take:"]
        lines.append(f"{'served by':28}" + "".join(f"{rate:>12,}/s" for rate in RATES))
        for cost in COSTS:
            cells = "".join(f"{share(rate, cost.cycles):>14.2%}" for rate in RATES)
            lines.append(f"{cost.name:28}{cells}")
        lines += [f"  {cost.cycles:,} cycles: {cost.source}" for cost in COSTS]
        return lines


def exit_costs() -> ExitCosts:
    """Open the exit-cost explorer."""
    return ExitCosts()
