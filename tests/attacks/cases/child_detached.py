"""Starts a child that detaches and stays."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after(f"""
    import os, subprocess, sys
    code = "import os, time; os.setsid() if os.fork() == 0 else os._exit(0); time.sleep(9999)"
    subprocess.Popen([sys.executable, "-c", code, {work.secrets.token!r}], start_new_session=True)
    subprocess.Popen(["nohup", "sh", "-c", "sleep 9999; : {work.secrets.token}"],
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    """)
