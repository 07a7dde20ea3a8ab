"""Searches its own memory with ctypes for the inputs and what they should return."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.after("""
    import ctypes, re
    with open("/proc/self/maps") as maps:
        regions = [line.split() for line in maps if " rw-p " in line][:40]
    for region in regions:
        start, end = (int(part, 16) for part in region[0].split("-"))
        data = ctypes.string_at(start, min(end - start, 1_000_000))
        print(re.findall(rb"SECRET-[a-z]+-[0-9a-f]+", data))
    """)
