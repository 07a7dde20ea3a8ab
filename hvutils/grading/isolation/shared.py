"""The kernels of this process: what nbgrader's plug-ins and Jupyter's managers use together."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterable
from pathlib import Path

from hvutils.grading.isolation.execution import Kernels
from hvutils.grading.isolation.limits import Limits

__all__ = ["shared_kernels"]

_shared: dict[tuple[object, ...], Kernels] = {}


def shared_kernels(
    python: Path,
    limits: Limits,
    *,
    unsafe: bool = False,
    keep_out: Iterable[Path] = (),
    channels: bool = False,
) -> Kernels:
    """Return this process's kernels; their warm process is started once, and ends with it.

    Args:
        python: the interpreter of the students' environment.
        limits: what a submission may use.
        unsafe: run without isolation.
        keep_out: what a submission must never see.
        channels: kernels for Jupyter's managers.
    """
    secrets = tuple(keep_out)
    # A process forked from this one has kernels of its own; a rebuilt environment, new ones.
    wanted = (channels, os.getpid(), python, _age(python), limits, unsafe, secrets)
    for key in [key for key in _shared if key != wanted and key[0] == channels]:
        old = _shared.pop(key)
        if key[1] == os.getpid():
            old.close()
    if wanted not in _shared:
        _shared[wanted] = Kernels(
            python, limits, unsafe=unsafe, keep_out=secrets, channels=channels
        )
    return _shared[wanted]


def _age(python: Path) -> tuple[int, ...]:
    packages = python.parent.parent.glob("lib/python*/site-packages")
    return tuple(folder.stat().st_mtime_ns for folder in packages)


@atexit.register
def _close() -> None:
    for key, kernels in _shared.items():
        if key[1] == os.getpid():
            kernels.close()
