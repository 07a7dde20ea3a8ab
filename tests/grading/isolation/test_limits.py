"""What a submission may use: each limit is reached, and holds; nothing outlives it."""

from __future__ import annotations

import time
from dataclasses import replace

import psutil
import pytest

from hvutils.grading.isolation.execution import Kernels
from hvutils.grading.isolation.limits import Limits

from .conftest import job, said

pytestmark = pytest.mark.grading

AFTER = "print('after')"
MB = 1024**2


@pytest.fixture(scope="module")
def tight(needs_isolation):
    """Kernels with limits that are soon reached."""
    limits = Limits(
        memory=1024 * MB,
        total_memory=512 * MB,
        processes=40,
        cpu_seconds=3,
        file_bytes=1 * MB,
        open_files=100,
        folder_bytes=8 * MB,
        output_bytes=1 * MB,
        wall_seconds=20,
    )
    with Kernels(needs_isolation, limits) as kernels:
        yield kernels


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("bytearray(1200 * 1024**2)", "MemoryError"),
        ("open('f', 'wb', 0).write(bytes(2 * 1024**2)); open('f', 'ab', 0).write(b'x')", "OSError"),
        ("kept = [open('/dev/null') for _ in range(200)]", "Too many open files"),
        (
            "import os, time\n"
            "for _ in range(100):\n"
            "    if os.fork() == 0:\n"
            "        time.sleep(5); os._exit(0)",
            "BlockingIOError",
        ),
        (
            "import threading, time\n"
            "for _ in range(100): threading.Thread(target=time.sleep, args=(5,)).start()",
            "RuntimeError",
        ),
        (
            "for n in range(30):\n    with open(f'/tmp/{n}', 'wb') as f: f.write(bytes(900_000))",
            "No space left",
        ),
        (
            "places = ('', '/tmp/', '/dev/shm/')\n"
            "for n in range(30):\n"
            "    with open(f'{places[n % 3]}{n}', 'wb') as f: f.write(bytes(900_000))",
            "No space left",
        ),
        ("for n in range(100_000): open(f'/tmp/{n}', 'w').close()", "No space left"),
    ],
    ids=["memory", "file", "open files", "processes", "threads", "disk", "all folders", "inodes"],
)
def test_a_limit_that_is_reached_is_an_error_in_the_cell(tight, code, words):
    executed = tight.execute(job(code, AFTER))
    assert words in said(executed)
    assert said(executed, 1) == "after"
    assert executed.incidents == ()


def test_memory_of_all_processes_together_is_bounded(tight):
    code = (
        "import os, time\n"
        "for _ in range(8):\n"
        "    if os.fork() == 0:\n"
        "        kept = bytearray(200 * 1024**2)\n"
        "        for n in range(0, len(kept), 4096): kept[n] = 1\n"
        "        time.sleep(10); os._exit(0)\n"
        "time.sleep(10)"
    )
    executed = tight.execute(job(code, AFTER))
    assert executed.incidents == (
        "Cell 1 used more than 512 MB of memory: its kernel was ended.",
        "The 1 code cells after it did not run.",
    )
    assert 1 not in executed.outputs


def test_memory_that_waits_in_sockets_is_counted(tight):
    # 1,600 pairs, each of which holds what its buffer takes: no process shows it as its own.
    code = (
        "import os, socket, time\n"
        "kept = []\n"
        "for _ in range(36):\n"
        "    if os.fork() == 0:\n"
        "        for _ in range(45):\n"
        "            one, other = socket.socketpair()\n"
        "            one.setblocking(False); kept.append((one, other))\n"
        "            try:\n"
        "                while True: one.send(bytes(65536))\n"
        "            except BlockingIOError: pass\n"
        "        time.sleep(8); os._exit(0)\n"
        "time.sleep(10)"
    )
    executed = tight.execute(job(code, AFTER))
    assert executed.incidents[0] == "Cell 1 used more than 512 MB of memory: its kernel was ended."


def test_a_socket_cannot_be_made_to_hold_more_than_is_counted(kernels):
    code = (
        "import socket\n"
        "one, other = socket.socketpair()\n"
        "one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, bytes(16))\n"
        "one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * 1024**2)"
    )
    assert said(kernels.execute(job(code))).startswith("PermissionError")


def test_sockets_of_ordinary_work_count_little(tight):
    code = (
        "import asyncio, socket, subprocess\n"
        "kept = [socket.socketpair() for _ in range(20)]\n"
        "async def run():\n"
        "    process = await asyncio.create_subprocess_exec('true')\n"
        "    return await process.wait()\n"
        "import threading, time\n"
        "codes = []\n"
        "worker = threading.Thread(target=lambda: codes.append(asyncio.run(run())))\n"
        "worker.start(); worker.join(); time.sleep(0.5); print(codes)"
    )
    executed = tight.execute(job(code))
    assert (said(executed), executed.incidents) == ("[0]", ())


def test_processor_time_is_bounded(tight):
    executed = tight.execute(job("while True: pass", timeout=60))
    assert executed.incidents[0].startswith("Cell 1 ended its kernel (signal 9)")


def test_a_cell_that_runs_too_long_is_interrupted_and_the_next_one_runs(tight):
    executed = tight.execute(job("import time; time.sleep(60)", AFTER, timeout=1))
    assert executed.incidents == ("Cell 1 ran longer than 1 s.",)
    assert said(executed, 1) == "after"
    assert "KeyboardInterrupt" in said(executed)


def test_a_loop_that_swallows_the_interrupt_ends_with_its_kernel(tight):
    code = (
        "import time\n"
        "while True:\n"
        "    try:\n"
        "        while True: time.sleep(0.01)\n"
        "    except BaseException: pass"
    )
    executed = tight.execute(job("print('before')", code, AFTER, timeout=1))
    assert said(executed) == "before"
    assert executed.incidents == (
        "Cell 2 ran longer than 1 s and did not stop when interrupted: its kernel was ended.",
        "The 1 code cells after it did not run.",
    )


def test_a_notebook_has_a_time_as_a_whole(tight):
    cells = ["import time; time.sleep(9)"] * 4
    executed = tight.execute(job(*cells, timeout=10))
    assert "the notebook's 20 s were over" in executed.incidents[0]
    assert "did not run" in executed.incidents[1]


@pytest.mark.parametrize(
    "code",
    [
        "while True: print('x' * 1000)",
        "import sys\nwhile True: print('x' * 1000, file=sys.stderr)",
        "while True: display({'text/plain': 'x' * 10000}, raw=True)",
        "import os\nwhile True: os.write(1, b'x' * 10000)",
        "!yes",
    ],
)
def test_a_flood_is_cut_and_the_next_cell_runs(tight, code):
    executed = tight.execute(job(code, AFTER, timeout=8))
    assert any("printed more than" in incident for incident in executed.incidents)
    kept = sum(len(str(output)) for output in executed.outputs[0])
    assert kept < 2 * MB
    if "was ended" not in executed.incidents[0]:
        assert said(executed, 1) == "after"


def test_what_is_dropped_of_one_long_line_is_told(tight):
    executed = tight.execute(job(f"print('x' * {3 * MB})", AFTER))
    assert executed.incidents == ("Cell 1 printed more than 1 MB.",)
    assert said(executed, 1) == "after"


def test_one_message_of_gigabytes_ends_its_kernel_and_not_the_grader(needs_isolation, limited):
    kernels = limited(Limits(output_bytes=1 * MB))
    before = psutil.Process().memory_info().rss
    executed = kernels.execute(job("print('x' * 300 * 1024**2)", "print('x' * 10)", timeout=10))
    assert executed.incidents
    assert psutil.Process().memory_info().rss - before < 700 * MB


@pytest.mark.parametrize(
    "flood",
    [
        "[b'x' * 2**20] * 4000",
        "[b'<IDS|MSG>', b''] + [b'{}'] * 10**6",
    ],
    ids=["gigabytes", "a million parts"],
)
def test_a_message_that_never_ends_ends_its_kernel_and_not_the_grader(kernels, flood):
    # One message of many parts comes whole or not at all: it fills the reader's memory unread.
    code = f"get_ipython().kernel.iopub_thread.socket.send_multipart({flood}, copy=False)"
    before = psutil.Process().memory_info().rss
    executed = kernels.execute(job(code, AFTER, timeout=10))
    assert psutil.Process().memory_info().rss - before < 1500 * MB
    assert said(executed, 1) == "after" or executed.incidents
    assert said(kernels.execute(job("print('alive')"))) == "alive"


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


def test_the_defaults_let_ordinary_work_pass(kernels):
    code = (
        "import pandas, numpy, os, subprocess\n"
        "from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor\n"
        "frame = pandas.DataFrame(numpy.random.random((100_000, 20)))\n"
        "frame.to_csv('frame.csv'); back = pandas.read_csv('frame.csv')\n"
        "with ThreadPoolExecutor(8) as pool: print(sum(pool.map(abs, range(100))))\n"
        "with ProcessPoolExecutor(4) as pool: print(sum(pool.map(abs, range(100))))\n"
        "print(subprocess.run('ls | wc -l', shell=True, capture_output=True, text=True).stdout)\n"
        "print('x' * 100_000)"
    )
    executed = kernels.execute(job(code))
    assert executed.incidents == ()
    assert said(executed).startswith("4950\n4950\n1\n")


def test_limits_are_what_is_configured():
    from hvutils.grading.plugins import IsolatedExecute

    plugin = IsolatedExecute(memory=1, total_memory=2, wall_seconds=3, folder_bytes=4)
    assert plugin.limits() == replace(
        Limits(), memory=1, total_memory=2, wall_seconds=3, folder_bytes=4
    )
    for name in Limits.__dataclass_fields__:
        assert IsolatedExecute.class_traits(config=True)[name].help


@pytest.mark.parametrize(
    "mapped",
    ["mmap.mmap(-1, 4096)", "mmap.mmap(open('/dev/zero', 'r+b').fileno(), 4096)"],
    ids=["anonymous", "zero"],
)
def test_memory_that_nobody_would_count_is_not_to_be_had(kernels, mapped):
    executed = kernels.execute(job(f"import mmap\n{mapped}"))
    assert said(executed).startswith(("PermissionError", "OSError"))


def test_other_mappings_and_zeros_are_to_be_had(kernels):
    code = (
        "import mmap, multiprocessing\n"
        "with open('f', 'w+b') as file:\n"
        "    file.write(bytes(4096)); file.flush()\n"
        "    mmap.mmap(file.fileno(), 4096)[:2] = b'ab'\n"
        "mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE)\n"
        "multiprocessing.Value('i', 3)\n"
        "print(open('f', 'rb').read(2), open('/dev/zero', 'rb').read(2))"
    )
    assert said(kernels.execute(job(code))) == r"b'ab' b'\x00\x00'"


LOCKS = (
    "import fcntl, os, time\n"
    "for number in range(20):\n"
    "    file = os.open(f'/tmp/{number}', os.O_RDWR | os.O_CREAT)\n"
    "    for at in range(4000, 0, -2): fcntl.lockf(file, fcntl.LOCK_EX, 1, at)\n"
    "time.sleep(10)"
)


def test_locks_of_files_are_bounded(tight):
    executed = tight.execute(job(LOCKS, AFTER))
    assert executed.incidents[0] == (
        "Cell 1 locked files ten thousand times: its kernel was ended."
    )


def test_what_waits_in_sockets_counts(tight):
    code = (
        "import os, socket, time\n"
        "for _ in range(20):\n"
        "    if os.fork() == 0:\n"
        "        kept = [socket.socketpair() for _ in range(40)]\n"
        "        time.sleep(10); os._exit(0)\n"
        "time.sleep(10)"
    )
    executed = tight.execute(job(code, AFTER))
    assert executed.incidents[0] == (
        "Cell 1 used more than 512 MB of memory: its kernel was ended."
    )


def test_a_few_locks_and_sockets_are_ordinary_work(kernels):
    code = (
        "import socket, sqlite3, time\n"
        "ends = [socket.socketpair() for _ in range(50)]\n"
        "ends[0][0].send(b'x')\n"
        "base = sqlite3.connect('numbers.db')\n"
        "base.execute('create table n (n)')\n"
        "base.executemany('insert into n values (?)', [(n,) for n in range(1000)])\n"
        "base.commit(); time.sleep(0.3)\n"
        "print(base.execute('select sum(n) from n').fetchone())"
    )
    executed = kernels.execute(job(code))
    assert said(executed) == "(499500,)"
    assert executed.incidents == ()
