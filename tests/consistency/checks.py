"""The checks: each compares what several probes of one machine say of one thing.

A check yields a sentence for each contradiction. What a machine's probes do not say cannot
contradict: a check is silent where fewer than two probes speak.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hvutils.captures import Capture
from tests.consistency.devices import addresses, devices, drivers
from tests.consistency.hardware import caches, counts, flags, memory, processor
from tests.consistency.reading import Probes
from tests.consistency.software import firmware, hypervisor, release

__all__ = ["CHECKS", "contradictions"]

Check = Callable[[Probes], Iterator[str]]

CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        *(processor, counts, flags, caches, memory, devices, drivers, addresses, firmware),
        *(release, hypervisor),
    )
}
"""The checks by their names."""


def contradictions(capture: Capture) -> Iterator[tuple[str, str]]:
    """Yield each contradiction between a machine's probes, with the check that found it."""
    probes = Probes.of(capture)
    for name, check in CHECKS.items():
        for sentence in check(probes):
            yield name, sentence
