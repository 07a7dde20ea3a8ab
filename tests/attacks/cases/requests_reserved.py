"""Reserves what the machine has one supply of, for all its users, and has it write to its disks."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)
    intel = os.uname().machine == "x86_64"
    got = []
    for _ in range(30):
        context = ctypes.c_ulong(0)
        if libc.syscall(206 if intel else 0, 2000, ctypes.byref(context)) == 0: got.append("aio")
    for _ in range(200):
        if libc.inotify_init1(0) >= 0: got.append("inotify")
    if libc.syscall(162 if intel else 81) == 0: got.append("sync")
    if libc.syncfs(os.open("/usr/bin", 0)) == 0: got.append("syncfs")
    if got: print("ATTACK-" + "SUCCEEDED", set(got))
    """)
