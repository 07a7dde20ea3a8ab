"""Hands in sockets, one of them in the place of timestamp.txt."""

from __future__ import annotations

import os
import socket

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    (work.folder / "timestamp.txt").unlink()
    before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(work.folder)  # a socket's path may have 107 characters
        for name in ("timestamp.txt", "data.csv"):
            with socket.socket(socket.AF_UNIX) as one:
                one.bind(name)
    finally:
        os.fchdir(before)
        os.close(before)
