"""The students' environment: the Python that submissions run in."""

from __future__ import annotations

from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from hvutils.errors import IsolationError

__all__ = ["KERNEL", "student_python"]

KERNEL = "hypervisors"
"""The kernelspec of the students' environment."""


def student_python() -> Path:
    """Return the interpreter of the students' environment.

    Raises:
        IsolationError: the students' kernel is not registered.
    """
    try:
        return Path(KernelSpecManager().get_kernel_spec(KERNEL).argv[0])
    except NoSuchKernel:
        raise IsolationError(
            f"the students' kernel {KERNEL!r} is not registered: run make setup"
        ) from None
