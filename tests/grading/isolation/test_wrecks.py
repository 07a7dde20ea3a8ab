"""A kernel that breaks itself, leaves or multiplies hurts nobody else, and nothing outlives it."""

from __future__ import annotations

import time

import psutil
import pytest

from .conftest import AFTER, job, said

pytestmark = pytest.mark.grading


def test_a_fork_bomb_stays_in_its_kernel(tight):
    bomb = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"
    executed = tight.execute(job(bomb, timeout=2))
    assert executed.incidents
    assert said(tight.execute(job("print('alive')"))) == "alive"


def test_what_a_cell_leaves_running_ends_with_its_kernel(tight):
    code = (
        "import subprocess, threading, time\n"
        "subprocess.Popen(['sleep', '4321'], start_new_session=True)\n"
        "threading.Timer(1, lambda: open('bomb', 'w').close()).start()\n"
        "print('done')"
    )
    start = time.monotonic()
    executed = tight.execute(job(code))
    assert said(executed) == "done"
    assert time.monotonic() - start < 60
    assert not [p for p in psutil.process_iter(["cmdline"]) if "4321" in (p.info["cmdline"] or [])]


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.closerange(3, 256)",
        "import signal, time; signal.pthread_sigmask(signal.SIG_BLOCK, {2}); time.sleep(60)",
        "import sys; sys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
        "get_ipython().kernel.shell_channel_thread.stop()",
        "import builtins; builtins.__dict__.clear()",
        "k = get_ipython().kernel; k.dispatch_shell = k.execute_request = None",
        "get_ipython().kernel.iopub_thread.stop()",
        "import gc, types\nfor f in gc.get_objects():\n"
        "    if isinstance(f, types.FunctionType): f.__code__ = (lambda *a, **k: None).__code__",
    ],
    ids=["close", "mask", "recursion", "stop", "builtins", "dispatch", "iopub", "code"],
)
def test_a_kernel_that_wrecks_itself_hurts_only_itself(tight, code):
    executed = tight.execute(job("print('before')", code, AFTER, timeout=2))
    assert said(executed) == "before"
    assert executed.incidents or said(executed, 2) in ("after", "")
    assert said(tight.execute(job("print('alive')"))) == "alive"


@pytest.mark.parametrize("code", ["import os; os._exit(0)", "exit()", "import sys; sys.exit(3)"])
def test_leaving_is_no_way_out(tight, code):
    executed = tight.execute(job("print('before')", code, AFTER))
    assert said(executed) == "before"
    assert said(executed, 2) == "after" or "ended its kernel" in executed.incidents[0]


def test_a_kernel_that_crashes_is_an_incident(tight):
    executed = tight.execute(job("import ctypes; ctypes.string_at(0)", AFTER))
    assert executed.incidents[0] == "Cell 1 ended its kernel (signal 11)."
