"""What a check says when probes differ."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["differ"]


def differ(what: str, said: dict[str, object]) -> Iterator[str]:
    """Yield a sentence where probes that speak say different things."""
    spoken = {probe: value for probe, value in said.items() if value not in (None, "")}
    if len({str(value) for value in spoken.values()}) > 1:
        words = ", ".join(f"{probe} says {value!r}" for probe, value in spoken.items())
        yield f"{what}: {words}"
