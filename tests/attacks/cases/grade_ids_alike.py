"""Gives its own cells ids that look like those of graded cells, and graded ones ids that do not."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for name in ("Audit", "audit ", "\u0430udit", "audit\n", "audit\x00", "aud\u200bit", "AUDIT"):
        cell = work.after('display({"text/plain": "12"}, raw=True); 12')
        cell.metadata["nbgrader"] = {**work.cell("audit").metadata["nbgrader"], "grade_id": name}
