"""The kernel provisioner ``hv-isolated``: starts a kernel inside the sandbox.

It is a local provisioner whose command is wrapped; jupyter_client finds it by its entry point.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from hvutils.errors import IsolationError
from hvutils.grading.isolation.sandbox import Limits, Room, sandboxed, uid

__all__ = ["KERNEL", "IsolatedKernelManager", "IsolatedProvisioner", "student_python"]

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


class IsolatedProvisioner(LocalProvisioner):  # type: ignore[misc]
    """Starts a kernel inside the sandbox."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch the kernel's command, wrapped."""
        manager = self.parent
        if not isinstance(manager, IsolatedKernelManager) or manager.room is None:
            raise IsolationError("the provisioner hv-isolated serves the course's grading only")
        if (user := uid()) is not None:
            # The connection file is written by us for us; the kernel runs as another user.
            os.chown(manager.connection_file, user, user)
        kwargs["env"] = {"PATH": os.environ.get("PATH", os.defpath)}
        kwargs["cwd"] = str(manager.room.work)
        # What a submission prints past its cells would fill the grader's terminal or disk.
        kwargs["stdout"] = kwargs["stderr"] = subprocess.DEVNULL
        wrapped = sandboxed(cmd, manager.room, manager.limits)
        return await super().launch_kernel(wrapped, **kwargs)


class IsolatedKernelManager(AsyncKernelManager):  # type: ignore[misc]
    """A kernel manager whose kernel is isolated and reached over sockets in its room."""

    room: Room | None = None
    limits: Limits = Limits()

    def enter(self, room: Room, limits: Limits) -> None:
        """Choose the room and the limits of the kernel that is about to start."""
        self.room, self.limits = room, limits
        self.transport = "ipc"
        self.ip = str(room.sockets / "k")
        self.connection_file = str(room.sockets / "kernel.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        """The students' kernel, started by the provisioner of this module."""
        python = self.room.python if self.room else student_python()
        return KernelSpec(
            argv=[str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Isolated",
            language="python",
            # A signal would reach the sandbox, not the kernel within.
            interrupt_mode="message",
            metadata={"kernel_provisioner": {"provisioner_name": "hv-isolated"}},
        )
