"""How many machines a class needs: a lab's morning, simulated with what was measured.

``python -m hub.scale`` prints the table of docs/hub-scale.md. Students come within some minutes,
each starts a server and runs the notebook, works, and hands in; all of them hand in within the last
minutes. Processors serve who comes first; memory is what all hold at once.
"""

from __future__ import annotations

import heapq
import math
import random
from dataclasses import dataclass

__all__ = [
    "MEASURED",
    "NODE",
    "Lab",
    "Measured",
    "Node",
    "Outcome",
    "nodes_for",
    "simulate",
    "table",
]


@dataclass(frozen=True)
class Measured:
    """What make bench-hub measured, a student each.

    Args:
        server_mb: memory of a server.
        kernel_mb: memory of a kernel that ran the notebook's imports.
        start_seconds: processor time of a server until it answers.
        hub_seconds: processor time of the hub for that.
        run_seconds: processor time of running the notebook once.
        exchange_seconds: processor time of a fetch or a submit.
        grade_seconds: processor time of grading a submission of Recon.
    """

    server_mb: float
    kernel_mb: float
    start_seconds: float
    hub_seconds: float
    run_seconds: float
    exchange_seconds: float
    grade_seconds: float


@dataclass(frozen=True)
class Node:
    """A machine.

    Args:
        cores: its processors.
        memory_gb: its memory.
        spare_gb: what the system and the hub take of it.
        price: what an hour of it costs; a round figure, put in your own.
    """

    cores: int
    memory_gb: float
    spare_gb: float
    price: float


@dataclass(frozen=True)
class Lab:
    """When students come and go.

    Args:
        arrive_minutes: within which they come.
        hand_in_minutes: within which all hand in.
        at_once: the share of the enrolled who are there at the same time.
        runs: how often each runs the whole notebook.
        hours: how long a lab takes.
    """

    arrive_minutes: float = 10
    hand_in_minutes: float = 10
    at_once: float = 1.0
    runs: int = 3
    hours: float = 2


@dataclass(frozen=True)
class Outcome:
    """What a lab was like.

    Args:
        median_wait: seconds until the lab page is there, in the middle.
        slow_wait: the same for the slowest in twenty.
        hand_in_wait: seconds that a submit takes, the slowest in twenty.
        memory_gb: memory of all servers and kernels.
        hub_share: how busy the hub's one process is while students come.
    """

    median_wait: float
    slow_wait: float
    hand_in_wait: float
    memory_gb: float
    hub_share: float


# The run of 24 November; run_seconds is the later run's, on a slower machine (docs/hub-scale.md).
MEASURED = Measured(
    server_mb=118,
    kernel_mb=76,
    start_seconds=2.1,
    hub_seconds=0.33,
    run_seconds=1.03,
    exchange_seconds=0.03,
    grade_seconds=0.6,
)
NODE = Node(cores=16, memory_gb=64, spare_gb=4, price=0.80)


def simulate(
    students: int, cores: int, lab: Lab = Lab(), measured: Measured = MEASURED, seed: int = 1
) -> Outcome:
    """Return what a lab is like for so many students on so many cores.

    Args:
        students: how many are enrolled.
        cores: processors for students' servers.
        lab: when they come and go.
        measured: what each costs.
        seed: of the random times.
    """
    rng = random.Random(seed)
    there = max(1, round(students * lab.at_once))
    come = sorted(rng.uniform(0, lab.arrive_minutes * 60) for _ in range(there))
    # A start, a fetch and a run of the notebook belong together: nobody can work before.
    waits = _served(come, cores, measured.start_seconds + measured.exchange_seconds)
    leave = sorted(rng.uniform(0, lab.hand_in_minutes * 60) for _ in range(there))
    # Who hands in runs the notebook once more, as the notebook asks.
    ends = _served(leave, cores, measured.exchange_seconds + measured.run_seconds)
    memory = there * (measured.server_mb + measured.kernel_mb) / 1024
    hub = there * measured.hub_seconds / max(1.0, lab.arrive_minutes * 60)
    return Outcome(_at(waits, 0.5), _at(waits, 0.95), _at(ends, 0.95), memory, hub)


def _served(arrivals: list[float], cores: int, seconds: float) -> list[float]:
    """Return how long each is there until served, first come, first served."""
    free = [0.0] * cores
    waits = []
    for moment in arrivals:
        begin = max(moment, heapq.heappop(free))
        heapq.heappush(free, begin + seconds)
        waits.append(begin + seconds - moment)
    return sorted(waits)


def _at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, math.floor(share * len(values)))]


def nodes_for(
    students: int,
    lab: Lab = Lab(),
    node: Node = NODE,
    measured: Measured = MEASURED,
    patience: float = 60,
) -> tuple[int, str, Outcome]:
    """Return how many machines a class needs, what decides it, and what its lab is then like.

    Args:
        students: how many are enrolled.
        lab: when they come and go.
        node: the machine.
        measured: what each costs.
        patience: seconds that the slowest in twenty may wait.
    """
    outcome = simulate(students, node.cores, lab, measured)
    by_memory = math.ceil(outcome.memory_gb / (node.memory_gb - node.spare_gb))
    nodes = max(1, by_memory)
    outcome = simulate(students, nodes * node.cores, lab, measured)
    while max(outcome.slow_wait, outcome.hand_in_wait) > patience:
        nodes = max(nodes + 1, math.ceil(nodes * 1.05))
        outcome = simulate(students, nodes * node.cores, lab, measured)
    return nodes, "memory" if nodes == by_memory else "processors", outcome


def table() -> list[str]:
    """Return the table of docs/hub-scale.md, a line each."""
    lines = [
        "| students | machines | decided by | memory | hub's process | two hours of all at once |",
        "|---|---|---|---|---|---|",
    ]
    for students in (100, 1_000, 10_000, 100_000):
        nodes, why, out = nodes_for(students)
        big = out.memory_gb >= 1000
        memory = f"{out.memory_gb / 1000:.2g} TB" if big else f"{out.memory_gb:.0f} GB"
        busy = f"{out.hub_share:.0%}".replace("%", " % busy")
        hubs = busy if out.hub_share < 1 else f"{out.hub_share:.2g} hubs"
        price = nodes * NODE.price * Lab().hours
        cost = f"{price:.2f}" if price < 10 else f"{price:.0f}"
        lines.append(f"| {students:,} | {nodes} | {why} | {memory} | {hubs} | {cost} |")
    return lines


def main() -> None:
    """Print the table."""
    print("\n".join(table()))


if __name__ == "__main__":
    main()
