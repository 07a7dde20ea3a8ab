"""Hands in a notebook of 100 MB."""

from __future__ import annotations

from tests.attacks.kit import Work

REASON = "has more than 32,768 KiB"


def attack(work: Work) -> None:
    work.content = b'{"cells": [], "x": "' + b"x" * 100_000_000 + b'"}'
