"""Prints escapes that would drive the terminal of whoever looks."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after(r"print('\x1b]0;owned\x07\x1b[2J\x1b[6n\x1bP+q\x1b\\\\', '\x9b2J')")
    work.after(r"raise ValueError('\x1b]52;c;ZWNobyBoaQ==\x07<script>flag()</script>')")
