"""The exit-cost explorer: how much of a processor's time exits take, and what page walks read."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from hvutils.lab.interactive.base import Interactive, page

__all__ = ["COSTS", "RATES", "WALKS", "Cost", "ExitCosts", "Walk", "exit_costs", "share"]

CLOCK = 3_000_000_000
"""Cycles per second of the processor that is reckoned with: 3 GHz, an assumption."""

RATES = (1_000, 10_000, 100_000, 1_000_000)
"""Exits per second to choose from; no measurement, but orders of magnitude."""

MISSES = 1_000_000
"""Misses of the TLB per second that page walks are reckoned with, an assumption."""

ASSUMED = (
    "Assumed, not measured: a processor of 3 GHz, the exits per second to choose from, and "
    f"{MISSES:,} misses of the TLB per second."
)


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
    Cost("the hypervisor itself", 1_350, "LKML, December 2020, one round trip of a guest's exit"),
    Cost("a process on the host", 2_530, "LKML, December 2020, the same with the way to a process"),
    Cost(
        "CPUID on a Hyper-V root",
        8_700,
        "VMAware issues #296 and #324, Xeon W-2145, the longest of 4,400 to 8,700",
    ),
)


@dataclass(frozen=True)
class Walk:
    """How a page walk is done.

    Args:
        name: where.
        guest: levels of the guest's tables.
        host: levels of the hypervisor's tables; 0 without one.
    """

    name: str
    guest: int
    host: int

    @property
    def reads(self) -> int:
        """Return what a miss reads at worst, with nothing cached: (n+1)(m+1) - 1.

        Source: R. Bhargava et al., ASPLOS 2008.
        """
        return (self.guest + 1) * (self.host + 1) - 1


WALKS = (
    Walk("no hypervisor", 4, 0),
    Walk("in a guest", 4, 4),
    Walk("2 MB pages on both sides", 3, 3),
)


def share(rate: int, cycles: int) -> float:
    """Return the part of one processor's time that exits take.

    Args:
        rate: exits per second.
        cycles: cycles for one exit and its entry.
    """
    return rate * cycles / CLOCK


class ExitCosts(Interactive):
    """Exits per second against the cost of one, and what page walks read besides."""

    def __init__(self) -> None:
        self.rate = _choice("Exits per second", [(f"{rate:,}", rate) for rate in RATES])
        self.cost = _choice("Served by", [(cost.name, cost) for cost in COSTS])
        self.walk = _choice("Page walks", [(walk.name, walk) for walk in WALKS])
        self.shown = page("")
        for control in (self.rate, self.cost, self.walk):
            control.observe(self._turn, names="value")
        self._turn()
        super().__init__(
            "costs",
            "Choose how often a guest exits, who serves the exit, and how pages are looked up.",
            "From which rate on does it matter who serves an exit? Name a workload that exits so "
            "often, and one that does not but misses the TLB all the time.",
            "From about 100,000 a second, where it is several percent more or less: a server that "
            "sends and takes small packets. A program that reads all over a large memory hardly "
            "exits, and misses the TLB at nearly every step.",
            [self.rate, self.cost, self.walk, self.shown],
        )

    def said(self) -> tuple[str, ...]:
        """Return the sentences for what is chosen, and what of them is an assumption."""
        cost, rate, walk = self.cost.value, self.rate.value, self.walk.value
        part = share(rate, cost.cycles)
        more = " That is more than there is: such a guest does nothing else." if part > 1 else ""
        return (
            f"{rate:,} exits per second of {cost.cycles:,} cycles each take {part:.2%} of a "
            f"processor of 3 GHz.{more} (Cycles: {cost.source}.)",
            f"No exit, and yet a price: a TLB miss reads up to {walk.reads} entries of page "
            f"tables; {MISSES:,} misses per second read up to {MISSES * walk.reads:,}.",
            ASSUMED,
        )

    def _turn(self, change: object = None) -> None:
        width = min(share(self.rate.value, self.cost.value.cycles), 1.0)
        bar = (
            '<div aria-hidden="true" style="border:1px solid currentColor;height:1em;'
            f'max-width:40em"><div style="width:{width:.2%};height:100%;'
            'background:currentColor"></div></div>'
        )
        sentences = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in self.said())
        self.shown.value = f'{bar}<div role="status">{sentences}</div>'

    def static(self) -> Sequence[str]:
        """Return the table of all that can be chosen."""
        # A page of the reading edition has room for 72 characters.
        lines = ["Part of a processor's time that exits take:"]
        lines.append(f"{'served by':24}" + "".join(f"{rate:>9,}/s" for rate in RATES))
        for cost in COSTS:
            cells = "".join(f"{share(rate, cost.cycles):>11.2%}" for rate in RATES)
            lines.append(f"{cost.name:24}{cells}")
        lines += [f"  {cost.cycles:,} cycles: {cost.source}" for cost in COSTS]
        lines.append("Entries of page tables that a TLB miss reads at worst:")
        lines += [f"{walk.name:24}{walk.reads:>11}" for walk in WALKS]
        return [*lines, ASSUMED]


def exit_costs() -> ExitCosts:
    """Open the exit-cost explorer."""
    return ExitCosts()


def _choice(label: str, options: Sequence[tuple[str, object]]) -> Any:
    made = widgets.ToggleButtons(options=list(options), description=label)
    made.style.description_width = "9em"
    made.style.button_width = "auto"
    return made
