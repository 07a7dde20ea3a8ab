"""Capturing this machine: a few read-only probes, each with a time limit and bounded output."""

from __future__ import annotations

import os
import platform
import subprocess
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from hvutils.captures.capture import Capture, ProbeFile, Unread
from hvutils.captures.reading import decode
from hvutils.errors import CaptureError

__all__ = ["capture"]

_SECONDS = 10.0
_MAX_OUTPUT = 1024 * 1024
# The tools of the distribution, never what stands first on somebody's PATH.
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

_COMMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lscpu.txt", ("lscpu",)),
    ("ip_link.txt", ("ip", "link")),
    ("systemd_detect_virt.txt", ("systemd-detect-virt",)),
)
# Serial numbers and UUIDs are left out: they identify the machine, not its platform.
_FILES = (
    "proc/cpuinfo",
    "proc/sysinfo",
    *(
        f"sys/class/dmi/id/{name}"
        for name in (
            *("bios_vendor", "bios_version", "board_name", "board_vendor", "chassis_asset_tag"),
            *("chassis_vendor", "product_family", "product_name", "product_version", "sys_vendor"),
        )
    ),
)


def capture(root: str | os.PathLike[str] = "/") -> Capture:
    """Capture this machine.

    Nothing is written and no shell is started. A probe that this machine does not have is left
    out; one that fails costs that probe only.

    Args:
        root: where ``/proc`` and ``/sys`` are.

    Returns:
        The capture, named after the machine.

    Raises:
        CaptureError: this machine has none of the probes.
    """
    files: list[ProbeFile] = []
    unread: list[Unread] = []

    def keep(name: str, probe: Callable[[], bytes]) -> None:
        try:
            files.append(ProbeFile(name, decode(probe())))
        except FileNotFoundError:
            pass
        except (OSError, UnicodeError, subprocess.SubprocessError) as error:
            unread.append(Unread(name, f"{name!r} cannot be read: {error}"))

    for name, command in _COMMANDS:
        keep(name, partial(_run, command))
    for inside in _FILES:
        keep(inside, partial(_read, Path(root, inside)))
    if not files:
        raise CaptureError(
            "this machine has none of the probes lscpu, ip, systemd-detect-virt, /proc/cpuinfo, "
            "/sys/class/dmi/id: give a folder of recorded probe output instead"
        )
    ordered = tuple(sorted(files, key=lambda file: file.name))
    return Capture(platform.node() or "this machine", ordered, tuple(unread))


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MAX_OUTPUT)


def _run(command: tuple[str, ...]) -> bytes:
    """Run a probe; its output is cut at a limit, and it is stopped at another."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": _PATH, "LC_ALL": "C"},
    ) as process:
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(_SECONDS, stop)
        timer.start()
        try:
            assert process.stdout is not None
            output = process.stdout.read(_MAX_OUTPUT)
            process.stdout.close()
            process.wait()
        finally:
            timer.cancel()
    if late.is_set():
        raise subprocess.TimeoutExpired(command, _SECONDS)
    # systemd-detect-virt says "none" with exit code 1: the output counts, not the code.
    if not output:
        raise FileNotFoundError(command[0])
    return output
