"""Hands in a function that keeps what it is called on, for a later cell to print."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    shown = "00:0C:29:3A:5B:7C"
    work.answer(
        "vendor-prefix",
        f"""
    import threading, time
    kept = []
    def keep(value):
        kept.append(value)
    def tell():
        while True:
            time.sleep(0.05)
            if set(kept) - {{{shown!r}, "00:0c:29:3a:5b:7c"}} and len(kept) > 4:
                print("ATTACK-SUCCEEDED", kept)
    threading.Thread(target=tell, daemon=True).start()
    answer("vendor-prefix", keep)
    """,
    )
    work.after("""
    import time; time.sleep(0.3)
    if len(kept) > 4: print("ATTACK-SUCCEEDED", kept)
    """)
