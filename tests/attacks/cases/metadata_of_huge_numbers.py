"""Writes huge numbers and schema versions into the metadata."""

from __future__ import annotations

import json

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for cell in work.graded():
        cell.metadata["nbgrader"].update(points=10**300, schema_version=10**100, checksum=10**50)
    text = json.dumps(work.notebook)
    work.content = text.replace('"points": 1' + "0" * 300, '"points": 1e999').encode()
