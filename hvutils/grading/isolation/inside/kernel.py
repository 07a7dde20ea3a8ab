"""The kernel that a forked process becomes for Jupyter's own managers: ipykernel's, on ZeroMQ.

Its sockets are open already. Grading speaks to kernels of another make (``ready.py``).
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["CHANNELS", "CONFIGURATION", "own_modules", "preload", "reseeding", "run"]

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
"""The channels, in the order of their port numbers, from 1."""

_PACKAGE = __name__.split(".")[0]

# An abstract socket: it belongs to the network namespace, which is this kernel's alone.
_FORKED = "ipc://@forked"

# What a kernel and the first cells of a course's notebook load, so that a fork has it.
_PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.datapub",
    "ipykernel.debugger",
    "ipykernel.subshell_manager",
    "ipykernel.iostream",
    "faulthandler",
    "tornado.platform.asyncio",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.lib.pretty",
    "IPython.utils.wildcard",
    "stack_data",  # what a traceback takes
    "pygments.formatters.terminal256",
    "pygments.lexers.python",
    "pexpect",  # what a line that begins with ! takes
    "pty",
    "sqlite3",
    "pandas",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "pandas.io.formats.style",
    "ipywidgets",
    "hvutils.lab",
    "hvutils.lab.answers",
)

CONFIGURATION = {
    # A file of what was typed serves nobody here.
    "HistoryManager": {"enabled": False},
    "IPKernelApp": {"log_level": 50},
    # Only whoever grades can open the sockets; the submission would know any key.
    "Session": {"key": b""},
}


def preload() -> None:
    """Load what kernels will need."""
    for name in _PRELOADED:
        try:
            importlib.import_module(name)
        except ImportError:
            continue  # a course may do without it


def run(sockets: Mapping[str, int], *, isolated: bool) -> None:
    """Be a kernel until the end.

    Args:
        sockets: a channel to the descriptor of its listening socket.
        isolated: whether this process is confined.
    """
    from ipykernel import kernelapp
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    class KernelApp(IPKernelApp):
        """A kernel whose sockets were opened before it was confined."""

        def parse_command_line(self, argv: list[str] | None = None) -> None:
            """Have none: to look for one takes a fifth of a kernel's start."""

        def init_connection_file(self) -> None:
            """Read no file: there is nothing in it that is not known."""

        def write_connection_file(self, **kwargs: Any) -> None:
            """Write none: who connects knows where."""

        def init_heartbeat(self) -> None:
            """Have none: whoever grades sees the process itself."""

        def _bind_socket(self, s: Any, port: int) -> int:
            name = CHANNELS[port - 1]
            s.use_fd = sockets[name]
            # An honest submission that prints much loses nothing; what it takes is its memory.
            s.sndhwm = 0
            s.bind(f"ipc:///{name}")
            return port

    if isolated:
        thread = "IOPubThread"
        setattr(kernelapp, thread, _local_thread(getattr(kernelapp, thread)))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    reseeding()()
    for name in own_modules():
        del sys.modules[name]
    # As in every notebook's kernel: what lies beside it can be imported.
    sys.path.insert(0, "")
    app = KernelApp.instance(transport="ipc", ip="kernel", config=Config(CONFIGURATION))
    for port, name in enumerate(CHANNELS, 1):
        setattr(app, f"{name}_port", port)
    app.initialize([])
    # A pause for front ends that draw; nobody watches here.
    app.kernel._execute_sleep = 0.0
    # Left alone, exit() in a cell ends the kernel a tenth of a second later, in whichever cell.
    app.shell.unobserve_all("exit_now")
    app.start()
    os._exit(0)


def own_modules() -> list[str]:
    """Return the modules of this package: nothing that a submission should import."""
    return [name for name in sys.modules if name.split(".")[0] == _PACKAGE]


def reseeding() -> Callable[[], None]:
    """Return what gives a process random numbers of its own."""
    # Python reseeds its own generator after a fork; numpy's would be the same in each kernel.
    if importlib.util.find_spec("numpy"):
        seed: Callable[[], None] = importlib.import_module("numpy.random").seed
        return seed
    return lambda: None


def _local_thread(base: Any) -> Any:
    """Return the class of the thread that publishes, without its use of the network."""
    import zmq
    from zmq.eventloop.zmqstream import ZMQStream

    class LocalThread(base):  # type: ignore[misc]
        """Hears what forked processes print over a socket of this namespace, instead of TCP."""

        def _setup_pipe_in(self) -> None:
            self._pipe_uuid = os.urandom(16)
            heard = self.socket.context.socket(zmq.PULL)
            heard.linger = 0
            heard.bind(_FORKED)
            self._pipe_in = ZMQStream(heard, self.io_loop)
            self._pipe_in.on_recv(self._handle_pipe_msg)

        def _setup_pipe_out(self) -> tuple[Any, Any]:
            context = zmq.Context()
            said = context.socket(zmq.PUSH)
            said.linger = 3000
            said.connect(_FORKED)
            return context, said

    return LocalThread
