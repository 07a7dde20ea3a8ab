"""Hands in files whose names are markup, options, terminal escapes or no text."""

from __future__ import annotations

import os

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for name in (
        b"<img src=x onerror=flag()>.txt",
        b"--help",
        b"-rf",
        b"\x1b]0;x\x07.txt",
        b"a\nb",
        b"\xff\xfe.txt",
        "\u202etxt.exe".encode(),
        b"[x](javascript:flag()).txt",
        b"`id`",
        b"$(id).txt",
        b"; id.txt",
        b"recon.ipynb.txt",
        b".hidden",
        b"nbgrader_config.py",
    ):
        with open(os.path.join(os.fsencode(work.folder), name), "wb") as file:
            file.write(b"c = 1 / 0\n")
