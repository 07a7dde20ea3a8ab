"""Run one command of the host, with a bound on its time."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from recorder.errors import RecorderError

__all__ = ["run"]


def run(
    command: Sequence[str],
    seconds: float,
    remedy: str,
    cwd: Path | None = None,
    output: Path | None = None,
) -> str:
    """Return what a command prints.

    Args:
        command: the program and its arguments.
        seconds: how long it may take.
        remedy: what to do when the program is missing; ends the message.
        cwd: where it runs.
        output: a file that gets what it prints instead, byte by byte.

    Raises:
        RecorderError: the program is missing, fails, or takes too long.
    """
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            list(command),
            cwd=cwd,
            env={**os.environ, "LC_ALL": "C"},
            capture_output=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise RecorderError(f"{name} is missing: {remedy}") from None
    except subprocess.TimeoutExpired:
        raise RecorderError(f"{name} did not end within {seconds:.0f} seconds") from None
    printed = done.stdout.decode(errors="replace")
    if done.returncode:
        said = done.stderr.decode(errors="replace") or printed
        last = said.strip().splitlines()[-1:] or ["it said nothing"]
        raise RecorderError(f"{name} failed with exit code {done.returncode}: {last[0]}")
    if output is not None:
        output.write_bytes(done.stdout)
        return ""
    return printed
