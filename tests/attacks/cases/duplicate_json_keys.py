"""Says everything twice in its JSON, once so and once so."""

from __future__ import annotations

import json

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    text = json.dumps(work.notebook)
    work.content = text.replace('"cell_type":', '"cell_type": "raw", "cell_type":').encode()
