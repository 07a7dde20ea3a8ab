"""Hands in a notebook whose JSON is nested a hundred thousand deep."""

from __future__ import annotations

from tests.attacks.kit import Work

REASON = "is not JSON"


def attack(work: Work) -> None:
    work.content = b'{"cells": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}"
