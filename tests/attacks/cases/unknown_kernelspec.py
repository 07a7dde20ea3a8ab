"""Asks for a kernel that there is not, by a name with a path."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.notebook.metadata["kernelspec"] = {"name": "../../bin/bash", "display_name": "<b>", "x": 1}
    work.notebook.metadata["language_info"] = {"name": "bash", "pygments_lexer": "<script>"}
