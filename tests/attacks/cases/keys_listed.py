"""Lists the keys and secrets that the system shows to a user of the same name."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import glob
    for path in ("/proc/keys", "/proc/key-users", "/proc/kcore", "/proc/kpagecount", "/proc/timer_list",
                 "/proc/sched_debug", "/proc/slabinfo", *glob.glob("/proc/*/syscall")):
        try: told = open(path, "rb").read(1000)
        except OSError: continue
        if told and "self" not in path and not path[6:7].isdigit() and "thread" not in path:
            print("ATTACK-" + "SUCCEEDED", path, told)
    """)
