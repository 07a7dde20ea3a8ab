"""Proof that this machine can isolate: a process in the sandbox looks around and reports."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hvutils.errors import IsolationError
from hvutils.grading.isolation.sandbox import HOME, Limits, sandboxed
from hvutils.grading.isolation.workdir import private_room

__all__ = ["check_isolation"]

_SECONDS = 30


def check_isolation(python: Path) -> None:
    """Prove that this machine can isolate, by running a process that looks around.

    Args:
        python: the interpreter of the students' environment.

    Raises:
        IsolationError: it cannot; the message gives the reason and the remedy.
    """
    with private_room(python) as room:
        command = sandboxed([str(python), "-I", "-c", _LOOK], room, Limits())
        try:
            run = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                stdin=subprocess.DEVNULL,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise IsolationError(
                f"a sandbox did not answer within {_SECONDS} s: is the machine overloaded?"
            ) from None
    if run.returncode or run.stdout.strip() != "isolated":
        reason = (run.stdout + run.stderr).strip().splitlines()[-1:] or ["it printed nothing"]
        raise IsolationError(
            f"submissions cannot be isolated here: {reason[0]}. "
            "Grading needs unprivileged user namespaces, or root; in a container, allow them."
        )


_LOOK = f"""
import os, socket
faults = []
if os.getuid() == 0: faults.append("the kernel would run as root")
if [name for _, name in socket.if_nameindex() if name != "lo"]: faults.append("it has a network")
if os.access("/usr", os.W_OK): faults.append("/usr is writable")
if [p for p in os.listdir("/proc") if p.isdigit() and int(p) > 20]: faults.append("it sees others")
open({HOME!r} + "/probe", "w").close()
print("; ".join(faults) or "isolated")
"""
