"""Hands in devices, and links to them: /dev/zero never ends."""

from __future__ import annotations

import os

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.folder.joinpath("zero.bin").symlink_to("/dev/zero")
    work.folder.joinpath("tty.txt").symlink_to("/dev/tty")
    if os.getuid() == 0:
        os.mknod(work.folder / "zero.dat", 0o20666, os.makedev(1, 5))
