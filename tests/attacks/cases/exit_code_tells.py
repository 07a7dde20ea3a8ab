"""Hands in a function that ends its kernel with an exit code that tells what it was called on."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.answer(
        "vendor-prefix",
        """
    import os
    calls = []
    def tell(value):
        calls.append(value)
        if len(calls) > 4: os._exit(ord(value[-1]) % 256)
    answer("vendor-prefix", tell)
    """,
    )
