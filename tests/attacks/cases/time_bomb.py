"""Sets bombs that end the kernel some cells later, when the audit is being answered."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT
SHARE = {"empty-grep": 1.0, "vendor-prefix": 1.0}


def attack(work: Work) -> None:
    work.before("""
    import os, threading
    later = threading.Event()
    threading.Thread(target=lambda: (later.wait(), os._exit(1)), daemon=True).start()
    """)
    audit = work.cell("audit-answer")
    audit.source = "later.set(); import time; time.sleep(2)\n" + audit.source
