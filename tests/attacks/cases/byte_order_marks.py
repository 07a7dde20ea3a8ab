"""Hands in a notebook in UTF-16, with a byte order mark."""

from __future__ import annotations

import json

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.content = json.dumps(work.notebook).encode("utf-16")
