"""Raises its limits, its priority and its chance to live, and takes all processors."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import os, resource
    def tries(name, do):
        try: do()
        except Exception: return
        print("ATTACK-SUCCEEDED", name)
    for name in dir(resource):
        if name.startswith("RLIMIT_"):
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            if hard != resource.RLIM_INFINITY:
                tries(name, lambda: resource.setrlimit(kind, (hard + 1, hard + 1)))
    tries("nice", lambda: os.setpriority(os.PRIO_PROCESS, 0, -5))
    tries("fifo", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
    def live():
        with open("/proc/self/oom_score_adj", "w") as score: score.write("-1000")
    tries("oom", live)
    tries("groups", lambda: os.setgroups([0]))
    tries("uid", lambda: os.setuid(0))
    tries("chroot", lambda: os.chroot("/tmp"))
    tries("remount", lambda: open("/usr/bin/hv-was-here", "w"))
    tries("sysctl", lambda: open("/proc/sys/kernel/core_pattern", "w").write("|/tmp/x"))
    """)
