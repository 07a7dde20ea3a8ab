"""Takes from its own kernel all that it could need: memory, files, processes, stack and time."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import resource
    for name in ("NPROC", "NOFILE", "FSIZE", "STACK", "DATA", "MEMLOCK", "SIGPENDING", "AS"):
        try: resource.setrlimit(getattr(resource, "RLIMIT_" + name, -1), (0, 0))
        except (OSError, ValueError): pass
    """)
