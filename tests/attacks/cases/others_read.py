"""Looks for other submissions, rooms, keys, the exchange and the grader's home."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before(f"""
    import os
    seen = 0
    for top in ("/tmp", "/home", "/root", "/var", "/run", "/srv", "/mnt", "/media", "/etc",
                {str(work.secrets.root)!r}, {str(work.secrets.exchange)!r}, {str(work.secrets.home)!r}):
        for folder, _, names in os.walk(top):
            for name in names:
                seen += 1
                if seen > 3000: break
                try:
                    with open(os.path.join(folder, name), "rb") as file: text = file.read(10_000)
                except OSError: continue
                if b"SECRET" in text or b"accept" in text: print(os.path.join(folder, name), text)
    """)
