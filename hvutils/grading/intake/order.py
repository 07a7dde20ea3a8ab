"""Which of some ranked things can stay when the others are moved to restore their order."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["in_order"]


def in_order(ranked: Sequence[tuple[int, int]]) -> list[int]:
    """Return the heaviest rising sequence of ranks.

    Args:
        ranked: a rank and a weight each, as they stand.

    Returns:
        The ranks that stay, rising.
    """
    best: list[tuple[int, int | None]] = []
    for place, (rank, weight) in enumerate(ranked):
        before = [(best[other][0], other) for other in range(place) if ranked[other][0] < rank]
        most, behind = max(before, default=(0, None), key=lambda pair: pair[0])
        best.append((most + weight, behind))
    at = max(range(len(best)), key=lambda place: best[place][0], default=None)
    kept: list[int] = []
    while at is not None:
        kept.append(ranked[at][0])
        at = best[at][1]
    return kept[::-1]
