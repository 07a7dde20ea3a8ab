"""Starts processes that fork anew whenever one ends, in sessions of their own, deaf to signals."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after(f"""
    import os, signal, subprocess, time
    code = '''
import os, signal, time
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True:
    os.setsid() if os.fork() == 0 else time.sleep(0.05)
    if os.getppid() != 1 and os.fork(): os._exit(0)
    time.sleep(0.05)
'''
    for _ in range(4):
        subprocess.Popen(["python3", "-c", code, {work.secrets.token!r}], start_new_session=True,
                         stdin=-3, stdout=-3, stderr=-3)
    """)
