"""Starts a hundred processes that compute for ever, each in a session of its own."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after(f"""
    import subprocess, sys, time
    for _ in range(100):
        subprocess.Popen([sys.executable, "-S", "-c", "while True: pass", {work.secrets.token!r}],
                         start_new_session=True, stdin=-3, stdout=-3, stderr=-3)
    time.sleep(5)
    """)
