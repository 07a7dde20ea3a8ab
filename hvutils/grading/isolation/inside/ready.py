"""A kernel that was made before its process: a fork of the warm process has little left to do.

To make ipykernel's application, shell and hooks takes longer than to run an ordinary notebook, and
nothing of them is one submission's. So the warm process makes them once, without sockets, threads
or a loop, none of which outlives a fork; each fork takes its line, and is a kernel.
"""

from __future__ import annotations

import asyncio
import functools
import json
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.utils import _async_in_context
from tornado import ioloop
from traitlets.config import Config

from .kernel import CONFIGURATION, own_modules, reseeding
from .line import Line, LineSession, LineSocket
from .packets import DONE, LARGEST, READY, Receiver
from .streams import Publisher, open_streams

__all__ = ["ReadyKernel"]

_LONGEST_CELL = 256 * 1024**2
"""How many bytes a cell may be told in; whoever grades reads smaller notebooks only."""


_PROFILE = ("db", "log", "pid", "security", "startup")
_REHEARSALS = 6
_REHEARSED = (
    "1",
    "print('a', 1.5)",
    "import ipywidgets\nimport pandas as pd\nx = [n for n in range(3)]; x",
    "def f(values):\n    return int(pd.Series(values, dtype=int).sum()) + 1\nf([1, 2])",
    "pd.DataFrame({'a': [1, 2], 'b': ['c', None]})",
    "display({'text/plain': 'x', 'application/json': {'a': 1}}, raw=True)",
    "None.none",
)
"""What is run beforehand: ours, and none of it stays."""


class _Kernel(IPythonKernel):
    """ipykernel's kernel, which is told cells by the line."""

    async def execute(self, request: dict[str, Any]) -> None:
        """Execute a cell, and say when it is done."""
        kernel: Any = self
        session = kernel.session
        session.executed = None
        kernel.set_parent([], request)
        kernel.pre_handler_hook()
        try:
            await kernel.execute_request(None, [], request)
        except KeyboardInterrupt:
            # It came when the cell was over already.
            kernel.log.debug("interrupted outside of a cell")
        finally:
            kernel.post_handler_hook()
        try:
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
        finally:
            count = json.dumps({"execution_count": session.executed}, default=str)
            session.line.send(DONE, request["header"]["msg_id"], count.encode())


class _App(IPKernelApp):
    """ipykernel's application, without all that one kernel has and the next one has not."""

    kernel_class = _Kernel

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Have none: to look for one takes a fifth of a kernel's start."""

    def _have_none(self, **options: Any) -> None:
        """Have none: the line is there."""

    init_connection_file = write_connection_file = log_connection_info = _have_none
    init_poller = init_sockets = init_heartbeat = init_signal = _have_none

    def init_io(self) -> None:
        """Set the hooks; streams need a thread, and come later."""
        app: Any = self
        hook: Any = ZMQDisplayHook
        sys.displayhook = app.displayhook = hook(app.session, app.iopub_socket)
        app.patch_io()

    def init_kernel(self) -> None:
        """Make the kernel."""
        self.kernel = self.kernel_class.instance(
            parent=self,
            session=self.session,
            iopub_socket=self.iopub_socket,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
            # Cells that await are interrupted where they run in the main thread.
            shell_channel_thread=_MainThread(),
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count


class _MainThread:
    """Answers what ipykernel asks the thread that hands cells out: which one runs them."""

    def __init__(self) -> None:
        self.parent_thread = threading.main_thread()


class ReadyKernel:
    """A kernel that is ready, but for its process."""

    def __init__(self) -> None:
        session = LineSession(key=b"")
        self._app = _App.instance(config=Config(CONFIGURATION), session=session)
        self._app.initialize([])
        # A pause for front ends that draw; nobody watches here.
        self._app.kernel._execute_sleep = 0.0
        # Left alone, exit() in a cell ends the kernel a tenth of a second later, in whichever.
        self._app.shell.unobserve_all("exit_now")
        self._rehearse()
        # To look for them in each fork would touch, and so copy, a thousand names.
        self._hidden = own_modules()
        self._reseed = reseeding()

    def _rehearse(self) -> None:
        """Run what notebooks run, so that Python has it optimised and loaded before the fork.

        Python 3.11 rewrites the code of what is called several times, and much of IPython and
        pandas is made when it is first used: each kernel would do that again, in pages of its own.
        """
        shell = self._app.shell
        for _ in range(_REHEARSALS):
            for cell in _REHEARSED:
                shell.run_cell(cell)
        # A loop does not outlive a fork; what it takes to make one does.
        loop = ioloop.IOLoop()
        loop.run_sync(functools.partial(asyncio.sleep, 0))
        loop.close()
        asyncio.set_event_loop(None)
        shell.reset()
        shell.execution_count = 1
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            vars(sys).pop(name, None)

    def run(self, end: socket.socket) -> None:
        """Be a kernel until the end.

        Args:
            end: this side's end of the line.
        """
        app, kernel = self._app, self._app.kernel
        session = app.session
        session.pid = os.getpid()
        session.line = Line(end)
        out = LineSocket(session.line)
        app.iopub_thread = Publisher(out, session)
        app.iopub_socket = kernel.iopub_socket = app.iopub_thread.background_socket
        kernel.iopub_thread = app.iopub_thread
        for hook in (app.displayhook, app.shell.displayhook, app.shell.display_pub):
            hook.pub_socket = kernel.iopub_socket
        self._settle()
        open_streams(session, app.iopub_thread)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._reseed()
        for name in self._hidden:
            del sys.modules[name]
        kernel.start()
        execute = _async_in_context(kernel.execute)
        loop = kernel.io_loop.asyncio_loop
        received = Receiver(_LONGEST_CELL)
        tasks = set()

        def heard() -> None:
            packet = end.recv(LARGEST)
            if not packet:
                loop.stop()
            elif (message := received.take(packet)) is not None:
                tasks.add(task := loop.create_task(execute(_request(session, message))))
                task.add_done_callback(tasks.discard)

        loop.add_reader(end, heard)
        session.line.send(READY, "", b"{}")
        app.start()
        os._exit(0)

    def _settle(self) -> None:
        """Be at home where this kernel is: the shell was made elsewhere."""
        sys.path.insert(0, "")
        del sys.argv[1:]
        shell, profile = self._app.shell, self._app.profile_dir
        here = Path.cwd()
        shell.starting_dir = str(here)
        shell.history_manager.dir_hist[:] = [here]
        # IPython made them, and /tmp is another one since.
        for folder in _PROFILE:
            Path(profile.location, folder).mkdir(parents=True, exist_ok=True)


def _request(session: LineSession, message: bytes) -> dict[str, Any]:
    """Return Jupyter's request for a cell."""
    told = json.loads(message)
    content = {
        "code": told["code"],
        "silent": False,
        "store_history": told["history"],
        "user_expressions": {},
        "allow_stdin": False,
        # A wrong cell does not stop what comes after it.
        "stop_on_error": False,
    }
    request: dict[str, Any] = session.msg("execute_request", content)
    request["header"]["msg_id"] = request["msg_id"] = told["id"]
    return request
