"""Carries thirty megabytes of empty lists in its notebook: read, they take twenty times as much."""

from __future__ import annotations

import json

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    lists = "[" + "[]," * 10_000_000 + "[]]"
    work.content = ('{"lists": ' + lists + ", " + json.dumps(work.notebook)[1:]).encode()
