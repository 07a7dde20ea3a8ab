"""Writes to the students' environment, the system and the interpreter."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import os, sys, hvutils
    for place in (hvutils.__file__, sys.executable, "/usr/bin/python3", "/etc/passwd", "/etc/x",
                  os.path.dirname(hvutils.__file__) + "/lab/answers.py"):
        for action in (lambda p: open(p, "a").write("x"), os.remove, lambda p: os.chmod(p, 0o777)):
            try: action(place); print("ATTACK-SUCCEEDED", place)
            except OSError as error: print(error)
    """)
