"""Proof that this machine can isolate: a kernel in the sandbox looks around and reports."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hvutils.errors import IsolationError
from hvutils.grading.isolation.execution import Kernels
from hvutils.grading.isolation.jobs import CodeCell, Executed, Job
from hvutils.grading.isolation.limits import Limits

__all__ = ["check_isolation"]

_SECONDS = 30


def check_isolation(
    python: Path, limits: Limits | None = None, keep_out: Iterable[Path] = ()
) -> None:
    """Prove that this machine can isolate, by running a kernel that looks around.

    Args:
        python: the interpreter of the students' environment.
        limits: what a submission may use.
        keep_out: what a submission must never see.

    Raises:
        IsolationError: it cannot; the message gives the reason and the remedy.
    """
    job = Job("nobody", "check", "check", (CodeCell(0, _LOOK),), timeout=_SECONDS)
    with Kernels(python, limits or Limits(), keep_out=keep_out) as kernels:
        said = _said(kernels.execute(job))
    if said != "isolated":
        raise IsolationError(
            f"submissions are not isolated here: {said or 'the kernel printed nothing'}; "
            "run hv doctor, which tries each part of isolation by itself"
        )


def _said(executed: Executed) -> str:
    texts = [str(output.get("text", output.get("evalue"))) for output in executed.outputs[0]]
    return " ".join([*texts, *executed.incidents]).strip()


_LOOK = """
import os
faults = []
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
if os.getuid() == 0: faults.append("the kernel runs as root")
if int(status["CapEff"], 16) or int(status["CapBnd"], 16): faults.append("it has capabilities")
if status["NoNewPrivs"].strip() != "1": faults.append("it may gain privileges")
if status["Seccomp"].strip() != "2": faults.append("its system calls are not filtered")
if len(open("/proc/net/dev").readlines()) > 3: faults.append("it has a network")
if os.access("/usr/bin", os.W_OK): faults.append("/usr is writable")
if [p for p in os.listdir("/proc") if p.isdigit() and int(p) > 20]: faults.append("it sees others")
with open("probe", "w"): pass
print("; ".join(faults) or "isolated")
"""
