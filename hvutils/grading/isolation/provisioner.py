"""The kernel provisioner ``hv-isolated``: kernels for whatever speaks to Jupyter's managers.

jupyter_client finds it by its entry point. It has a kernel forked as grading does, of ipykernel's
own make, with Jupyter's channels over ZeroMQ; grading listens more simply (``conversation.py``).
"""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase

from hvutils.grading.isolation.environment import student_python
from hvutils.grading.isolation.limits import Limits
from hvutils.grading.isolation.process import Kernel, WarmProcess
from hvutils.grading.isolation.shared import shared_kernels

__all__ = ["IsolatedKernelManager", "IsolatedProvisioner"]

_PORTS = {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}


class IsolatedProvisioner(KernelProvisionerBase):  # type: ignore[misc]
    """Has a kernel forked from the warm process."""

    _warm: WarmProcess | None = None
    _kernel: Kernel | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel."""
        return self._kernel is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepare nothing: neither command nor environment of the kernel is the caller's."""
        return {**kwargs, "cmd": []}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Have a kernel forked, and return where it is reached."""
        limits = getattr(self.parent, "limits", None) or Limits()
        kernels = shared_kernels(student_python(), limits, channels=True)
        self._warm = await asyncio.to_thread(kernels.warm)
        self._kernel = self._warm.fork()
        ip = str(self._kernel.room.folder / "k")
        self.connection_info = {**_PORTS, "transport": "ipc", "ip": ip, "key": b""}
        self.connection_info["signature_scheme"] = "hmac-sha256"
        return self.connection_info

    async def poll(self) -> int | None:
        """Return the kernel's exit code, or nothing while it runs."""
        if self._warm is None or self._kernel is None:
            return 0
        self._warm.look()
        return None if self._kernel.running else self._kernel.status

    async def wait(self) -> int | None:
        """Wait for the kernel's end."""
        while (code := await self.poll()) is None:
            await asyncio.sleep(0.01)
        await self.cleanup()
        return code

    async def send_signal(self, signum: int) -> None:
        """Interrupt or end the kernel; no other signal reaches it."""
        if self._warm is None or self._kernel is None or not self._kernel.running:
            return
        if signum == signal.SIGINT:
            self._warm.interrupt(self._kernel)
        elif signum in (signal.SIGTERM, signal.SIGKILL):
            self._warm.end(self._kernel)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel, with all that came from it."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """End the kernel, with all that came from it."""
        await self.send_signal(signal.SIGKILL)

    async def cleanup(self, restart: bool = False) -> None:
        """Forget the kernel."""
        if self._warm is not None and self._kernel is not None:
            self._warm.end(self._kernel)
        self._kernel = None


class IsolatedKernelManager(AsyncKernelManager):  # type: ignore[misc]
    """A kernel manager whose kernels are isolated, whatever the notebook asks for."""

    limits: Limits | None = None

    @property
    def kernel_spec(self) -> KernelSpec:
        """The students' kernel, started by the provisioner of this module."""
        return KernelSpec(
            argv=[],
            display_name="Isolated",
            language="python",
            interrupt_mode="signal",
            metadata={"kernel_provisioner": {"provisioner_name": "hv-isolated"}},
        )
