"""Asks for privileges: setuid, namespaces, mounts, ptrace, devices, keyrings."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import ctypes, os, subprocess
    libc = ctypes.CDLL(None, use_errno=True)
    tries = {"setuid": lambda: os.setuid(0), "chroot": lambda: os.chroot("/"),
             "mknod": lambda: os.mknod("/tmp/sda", 0o60666, os.makedev(8, 0)),
             "chown": lambda: (open("/tmp/s", "w").close(), os.chown("/tmp/s", 0, 0)),
             "nice": lambda: os.nice(-20)}
    for name, action in tries.items():
        try: action(); print("ATTACK-SUCCEEDED", name)
        except OSError as error: print(name, error)
    for name, words in (("unshare", (0x10000000,)), ("setns", (0, 0)), ("mount", (0, 0, 0, 0, 0)),
                        ("ptrace", (16, 1, 0, 0)), ("reboot", (0,)), ("swapon", (0, 0))):
        if getattr(libc, name)(*words) == 0: print("ATTACK-SUCCEEDED", name)
    for words in (["sudo", "-n", "id"], ["su", "-c", "id"], ["unshare", "-r", "id"], ["mount", "-a"]):
        try: print(words, subprocess.run(words, capture_output=True, timeout=5).returncode)
        except (OSError, subprocess.TimeoutExpired) as error: print(error)
    """)
