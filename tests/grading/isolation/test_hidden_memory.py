"""Memory that no process shows as its own, in sockets, mappings and locks, is counted."""

from __future__ import annotations

import pytest

from .conftest import AFTER, job, said

pytestmark = pytest.mark.grading


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


def test_empty_sockets_count_for_what_they_may_hold(tight):
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
