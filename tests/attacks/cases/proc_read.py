"""Reads what /proc shows of others: environments, memory, mounts, file descriptors."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import glob, os
    for pattern in ("/proc/*/environ", "/proc/*/cmdline", "/proc/*/maps", "/proc/*/mountinfo",
                    "/proc/*/cwd", "/proc/*/root/etc/shadow", "/proc/*/fd/*"):
        for path in glob.glob(pattern):
            try: print(path, os.readlink(path) if os.path.islink(path) else open(path, "rb").read())
            except OSError as error: print(path, error.strerror)
    """)
