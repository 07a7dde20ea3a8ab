"""Hands in a program that runs as its owner."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    path = work.attach("helper", b"#!/bin/sh\nid\n")
    path.chmod(0o6777)
    work.before("import subprocess; print(subprocess.run('./helper', capture_output=True))")
