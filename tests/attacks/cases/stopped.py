"""Stops itself and all that it started, in place of ending."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after(f"""
    import os, signal, subprocess, threading
    child = subprocess.Popen(["sh", "-c", "sleep 1000", {work.secrets.token!r}], stdin=-3, stdout=-3, stderr=-3)
    threading.Timer(0.2, os.kill, (child.pid, signal.SIGSTOP)).start()
    for number in (signal.SIGTSTP, signal.SIGTTOU, signal.SIGSTOP):
        for process in (0, 1, -1, os.getpid()):
            try: os.kill(process, number)
            except OSError as error: print(error)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    child.wait()
    """)
