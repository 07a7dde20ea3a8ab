"""What a submission may use: each limit is reached, and holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hvutils.grading.isolation.limits import Limits

from .conftest import AFTER, job, said

pytestmark = pytest.mark.grading


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
