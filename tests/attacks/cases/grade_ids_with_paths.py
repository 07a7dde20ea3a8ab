"""Gives cells of its own ids with paths, markup and terminal escapes."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for name in ("../../../gradebook", "<img src=x onerror=flag()>", "\x1b[2J", "a" * 10**6):
        cell = work.after("1")
        cell.metadata["nbgrader"] = {
            "grade_id": name,
            "grade": True,
            "solution": False,
            "points": 5,
            "locked": True,
            "schema_version": 3,
        }
