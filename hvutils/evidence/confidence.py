"""How sure a verdict is: as sure as the best explanation of the evidence, and never less.

Source of the method: a set function that must not fall when evidence is added, and that gives
evidence without contradiction its own support, is at least the largest support of any reading.
It is that, and no more: what contradicts is reported as a conflict, and lowers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hvutils.evidence.finding import Cost, Finding, Subject
from hvutils.evidence.weighing import FOR_GUEST, Case, combined, explains
from hvutils.tables.words import Hypervisor

__all__ = ["CEILINGS", "confidence"]

CEILINGS = {
    # Every probe can be made to lie.
    Cost.BUILT: 0.99,
    # Whoever starts the machine chooses these; few do.
    Cost.CHOSEN: 0.95,
    # As good as what the tool believed, which its trackers show to mislead it.
    Cost.CONCLUDED: 0.75,
    # An address can be typed in, and moves with a disk to another hypervisor.
    Cost.ADDRESS: 0.45,
}
"""How sure evidence can be, however much there is of it, by the costliest line in it to fake."""

_NAMELESS = 0.5
"""A hypervisor without its name is half of the answer."""


def confidence(case: Case) -> float:
    """Return the support of the best reading of the evidence.

    Each reading's support grows with the evidence for it and with nothing else, so that no line
    that is dropped can make any verdict surer.

    Args:
        case: the findings.
    """
    return max(_supports(case), default=0.0)


def _supports(case: Case) -> Iterator[float]:
    """Yield each reading's support: a name, a nameless hypervisor, a host, a physical machine."""
    heard = case.of(Subject.HYPERVISOR, Subject.VENDOR)
    for name in {item.says.hypervisor for item in heard} - {None}:
        yield _named(name, heard)
    yield _NAMELESS * combined(case.of(*FOR_GUEST))
    hosting = case.of(Subject.HOSTS)
    for name in {item.says.hypervisor for item in hosting}:
        yield _capped(item for item in hosting if item.says.hypervisor is name)
    yield _capped(case.of(Subject.ABSENT, Subject.PHYSICAL))


def _named(name: Hypervisor | None, heard: Iterable[Finding]) -> float:
    """Return a name's support: who says it, and who says a name that it is known to answer in."""
    own = [item for item in heard if item.says.hypervisor is name]
    rank = max(item.cost for item in own)
    # Compared by name: looking each one up in a list took the square of their number.
    others = (item for item in heard if item.says.hypervisor is not name)
    explained = [item for item in others if explains(name, rank, item)]
    return min(CEILINGS[rank], combined([*own, *explained]))


def _capped(findings: Iterable[Finding]) -> float:
    items = tuple(findings)
    ceiling = CEILINGS[max((item.cost for item in items), default=Cost.ADDRESS)]
    return min(ceiling, combined(items))
