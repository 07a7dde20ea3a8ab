"""Deletes the folder that it works in, and changes locale, time zone and environment."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.before("""
    import locale, os, shutil, time
    os.makedirs("/tmp/gone", exist_ok=True); os.chdir("/tmp/gone"); os.rmdir("/tmp/gone")
    shutil.rmtree("/home/student", ignore_errors=True)
    os.environ.update(TZ="../../../etc/x", LANG="tr_TR", PYTHONPATH="/tmp", PATH="/tmp")
    time.tzset()
    """)
