"""Running probes on this machine: read-only, with a time limit each and bounded output."""

from __future__ import annotations

import os
import platform
import re
import signal
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from hvutils.captures.capture import Capture, ProbeFile, Unread
from hvutils.captures.probes import MAX_OUTPUT, PROBES, SECONDS, Probe
from hvutils.captures.reading import decode
from hvutils.errors import CaptureError

__all__ = ["Outcome", "Status", "capture", "run"]

# The tools of the distribution, never what stands first on somebody's PATH.
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_MAX_COMPLAINT = 4096
_REFUSALS = re.compile(r"permission denied|not permitted|must be root|are you root", re.IGNORECASE)


class Status(StrEnum):
    """How a probe ended."""

    RECORDED = "recorded"
    ABSENT = "absent"
    DENIED = "denied"
    SILENT = "nothing to say"
    LATE = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What one probe gave.

    Args:
        probe: the probe.
        status: how it ended.
        text: its output, decoded; empty unless it is recorded.
        why: why it is not recorded; empty where it is.
        exit_code: the command's; None where none ran to its end.
        seconds: how long it took.
        cut: whether there was more output than is kept.
    """

    probe: Probe
    status: Status
    text: str = ""
    why: str = ""
    exit_code: int | None = None
    seconds: float = 0.0
    cut: bool = False


def capture(root: str | os.PathLike[str] = "/") -> Capture:
    """Capture this machine.

    Nothing is written and no shell is started. A probe that this machine does not have, or that
    only root may read, is left out; one that fails costs that probe only.

    Args:
        root: where ``/proc`` and ``/sys`` are.

    Returns:
        The capture, named after the machine.

    Raises:
        CaptureError: this machine has none of the probes.
    """
    files: list[ProbeFile] = []
    unread: list[Unread] = []
    for probe in PROBES:
        outcome = run(probe, root)
        if outcome.status is Status.RECORDED:
            files.append(ProbeFile(probe.file, outcome.text))
        elif outcome.status in (Status.LATE, Status.FAILED):
            unread.append(Unread(probe.file, f"{probe.file!r} cannot be read: {outcome.why}"))
    if not files:
        raise CaptureError(
            "this machine has none of the probes lscpu, ip, systemd-detect-virt, /proc/cpuinfo, "
            "/sys/class/dmi/id: give a folder of recorded probe output instead; what to record on "
            "Windows is told by 'hv record --commands windows'"
        )
    ordered = tuple(sorted(files, key=lambda file: file.name))
    return Capture(platform.node() or "this machine", ordered, tuple(unread))


def run(probe: Probe, root: str | os.PathLike[str] = "/") -> Outcome:
    """Run one probe.

    Args:
        probe: the probe.
        root: where ``/proc`` and ``/sys`` are.

    Returns:
        What it gave; a probe that fails is an outcome too, and raises nothing.
    """
    start = time.monotonic()
    try:
        if probe.command:
            output, complaint, code = _run(probe.command)
        else:
            output, complaint, code = _read(Path(root, probe.file)), "", None
        text = decode(output[:MAX_OUTPUT])
    except FileNotFoundError:
        what = "is not installed" if probe.command else "does not exist"
        name = probe.command[0] if probe.command else probe.title
        outcome = Outcome(probe, Status.ABSENT, why=f"{name} {what}")
    except PermissionError:
        outcome = Outcome(probe, Status.DENIED, why=f"{probe.title} may not be read by this user")
    except subprocess.TimeoutExpired:
        outcome = Outcome(probe, Status.LATE, why=f"it took longer than {SECONDS:g} seconds")
    except UnicodeError:
        outcome = Outcome(probe, Status.FAILED, why="its output is no text")
    except OSError as error:
        # Some files of sysfs are there and answer "no such device".
        outcome = Outcome(probe, Status.FAILED, why=error.strerror or type(error).__name__)
    else:
        outcome = _judged(probe, text, complaint, code, cut=len(output) > MAX_OUTPUT)
    return _timed(outcome, time.monotonic() - start)


def _timed(outcome: Outcome, seconds: float) -> Outcome:
    return Outcome(
        outcome.probe,
        outcome.status,
        outcome.text,
        outcome.why,
        outcome.exit_code,
        round(seconds, 3),
        outcome.cut,
    )


def _judged(probe: Probe, text: str, complaint: str, code: int | None, *, cut: bool) -> Outcome:
    if probe.lines:
        keep = re.compile(probe.lines)
        lines = text.replace("\0", "\n").splitlines()
        text = "".join(f"{line}\n" for line in lines if keep.search(line))
    # An empty file says something (/.dockerenv), a command without output does not.
    # systemd-detect-virt says "none" with exit code 1: the output counts, not the code.
    if text or not (probe.command or probe.lines):
        if not (code and _REFUSALS.search(f"{complaint}\n{text[-_MAX_COMPLAINT:]}")):
            return Outcome(probe, Status.RECORDED, text, "", code, 0.0, cut)
        complaint = complaint or text.strip().splitlines()[-1]
    if _REFUSALS.search(complaint):
        return Outcome(probe, Status.DENIED, why=complaint, exit_code=code)
    why = complaint or "it printed nothing" + (" that is kept" if probe.lines else "")
    return Outcome(probe, Status.SILENT, why=why, exit_code=code)


def _read(path: Path) -> bytes:
    # A device or a pipe under a file's name must not hang us.
    if not path.is_file():
        path.stat()
        raise OSError(0, "it is no file")
    with path.open("rb") as file:
        return file.read(MAX_OUTPUT + 1)


def _run(command: tuple[str, ...]) -> tuple[bytes, str, int]:
    """Run a command, and return what it printed, the first line it complained with, its code."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": _PATH, "LC_ALL": "C"},
        start_new_session=True,
    ) as process:
        late = threading.Event()

        def stop() -> None:
            late.set()
            # What it started holds our pipe open too.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

        complaint = bytearray()
        timer = threading.Timer(SECONDS, stop)
        assert process.stdout is not None and process.stderr is not None
        listener = threading.Thread(target=_listen, args=(process.stderr, complaint), daemon=True)
        timer.start()
        listener.start()
        try:
            output = process.stdout.read(MAX_OUTPUT + 1)
            if len(output) > MAX_OUTPUT:
                # Enough is enough: what never stops printing would never end.
                stop()
                late.clear()
            process.wait()
            listener.join()
        finally:
            timer.cancel()
    if late.is_set():
        raise subprocess.TimeoutExpired(command, SECONDS)
    first = bytes(complaint).decode("utf-8", "replace").strip().split("\n", 1)[0]
    return output, first[:200], process.returncode


def _listen(stream: BinaryIO, kept: bytearray) -> None:
    """Drain a stream, so that its writer never waits, and keep its beginning."""
    while chunk := stream.read(_MAX_COMPLAINT):
        kept += chunk[: max(0, _MAX_COMPLAINT - len(kept))]
