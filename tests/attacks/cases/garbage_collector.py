"""Walks all objects of its process for keys, marks and paths."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.after("""
    import gc, sys
    found = []
    for thing in gc.get_objects():
        try:
            text = repr(thing) if isinstance(thing, (dict, list, tuple)) else ""
        except Exception:
            continue
        if any(word in text for word in ("accept", "misread", "gradebook", "key.toml")):
            found.append(text[:5000])
    print(found[:50])
    """)
