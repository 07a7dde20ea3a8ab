"""Uses the shell, magics and line continuations to leave its cell."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("%%bash\n(setsid sleep 9999 &) ; cat /etc/shadow; env")
    work.after("%%javascript\nflag()")
    work.after("%%html\n<script>flag()</script>")
    work.after("!nohup sleep 9999 &")
    work.after("%system id")
    work.after("%run -i /etc/passwd")
    work.after("%load_ext autoreload")
