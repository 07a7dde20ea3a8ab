"""What a submission sees: tried, from inside a kernel."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from hvutils.grading.isolation.execution import Kernels
from hvutils.grading.isolation.jobs import DataFile

from .conftest import job, said

pytestmark = pytest.mark.grading


def test_the_course_is_out_of_sight(inside, repo_root):
    assert inside(f"import os; os.path.exists({str(repo_root / 'source')!r})") == "False"
    there = inside(f"import os; print(sorted(os.listdir({str(repo_root)!r})))")
    # Nothing, where the students' environment lies elsewhere.
    assert there == "['.venv-student']" or there.startswith("FileNotFoundError")


def test_nothing_of_the_grading_is_in_sight(inside):
    code = (
        "import os, importlib.util as u\n"
        "print([n for n in ('hvutils.grading', 'hvutils.verdict', 'inside') if u.find_spec(n)])\n"
        "try: print(os.listdir('/run/hv'))\n"
        "except PermissionError: print([])"
    )
    assert inside(code).split("\n") == ["[]", "[]"]


def test_the_environment_holds_nothing_of_ours(monkeypatch, needs_isolation, limited):
    from hvutils.grading.isolation.limits import Limits

    monkeypatch.setenv("SECRET_OF_THE_INSTRUCTOR", "42")
    executed = limited(Limits()).execute(job("import os; print(dict(os.environ))"))
    assert "SECRET_OF_THE_INSTRUCTOR" not in said(executed)
    assert "'NBGRADER_EXECUTION': 'autograde'" in said(executed)
    assert "'HV_STUDENT': 'ada'" in said(executed)


def test_there_is_no_network(inside):
    assert inside("print([line.split(':')[0].strip() for line in open('/proc/net/dev')][2:])") in (
        "['lo']"
    )
    assert "Error" in inside("import socket; socket.create_connection(('127.0.0.1', 1), 2)")


def test_it_is_nobody_in_particular(inside):
    code = "import os; print(os.getuid(), os.getpid(), os.uname().nodename)"
    assert inside(code) == "1000 1 grading"


def test_it_is_not_root_outside_either(kernels):
    seen = []
    here = psutil.Process()

    def look():
        found = [p for p in here.children(recursive=True) if p.name() == "python"]
        seen.extend({p.uids().real for p in found if p.children() == [] and p.uids().real})

    import threading

    watcher = threading.Thread(target=lambda: [(look(), time.sleep(0.05)) for _ in range(20)])
    watcher.start()
    kernels.execute(job("import time; time.sleep(1)"))
    watcher.join()
    expected = 65534 if os.getuid() == 0 else os.getuid()
    assert set(seen) == {expected}


@pytest.mark.parametrize("place", ["/usr/bin/x", "/etc/x", "/x", "/dev/x", "/home/x", "/run/hv/x"])
def test_the_system_is_read_only(inside, place):
    assert inside(f"open({place!r}, 'w')").startswith(("OSError", "PermissionError"))


def test_it_may_write_where_it_works(inside):
    code = (
        "for place in ('here', '/tmp/x', '/dev/shm/x'):\n"
        "    with open(place, 'w') as file: file.write('x')\n"
        "print('written')"
    )
    assert inside(code) == "written"


def test_the_data_files_come_along(kernels):
    files = (DataFile("data.txt", b"data"), DataFile("deep/er.txt", b"more"))
    code = (
        "import os; print(open('data.txt').read(), open('deep/er.txt').read(), os.listdir())\n"
        "os.remove('data.txt'); open('deep/er.txt', 'w')"
    )
    executed = kernels.execute(job(code, files=files))
    assert said(executed).startswith("data more ['data.txt', 'deep']") or said(executed).startswith(
        "data more ['deep', 'data.txt']"
    )
    assert "Error" not in said(executed)


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "", "x\0y"])
def test_a_file_that_leads_out_is_refused(kernels, name, tmp_path):
    with pytest.raises(ValueError, match="does not lie in its folder"):
        kernels.execute(job("1", files=(DataFile(name, b""),)))


def test_modules_beside_the_notebook_can_be_imported(kernels):
    files = (DataFile("helper.py", b"WORD = 'found'"),)
    assert said(kernels.execute(job("import helper; print(helper.WORD)", files=files))) == "found"


def test_each_kernel_draws_its_own_random_numbers(kernels):
    code = "import random, numpy; print(random.random(), numpy.random.random())"
    first, second = (said(kernels.execute(job(code))) for _ in range(2))
    assert not set(first.split()) & set(second.split())


def test_forked_processes_and_subprocesses_print(inside):
    code = (
        "import os, subprocess, sys\n"
        "!echo shell\n"
        "print(subprocess.run(['echo', 'piped'], capture_output=True, text=True).stdout)\n"
        "if os.fork() == 0:\n"
        "    print('forked'); sys.stdout.flush(); os._exit(0)\n"
        "os.wait()\n"
        "import time; time.sleep(0.2)"
    )
    text = inside(code)
    assert all(word in text for word in ("shell", "piped", "forked"))


def test_nothing_is_left_for_the_next_kernel(kernels, tmp_path):
    leave = (
        "import os, subprocess, threading, time\n"
        "for place in ('x', '/tmp/x', '/dev/shm/x'):\n"
        "    with open(place, 'w') as file: file.write('left')\n"
        "subprocess.Popen(['sleep', '1000'], start_new_session=True)\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    while True: time.sleep(1)\n"
        "threading.Thread(target=time.sleep, args=(1000,)).start()"
    )
    find = (
        "import os; print([p for p in ('x', '/tmp/x', '/dev/shm/x') if os.path.exists(p)],"
        "[p for p in os.listdir('/proc') if p.isdigit()])"
    )
    executed = kernels.execute(job(leave))
    assert executed.incidents == ()
    assert said(kernels.execute(job(find))) == "[] ['1']"
    assert not [p for p in psutil.process_iter() if p.name() == "sleep" and is_ours(p)]
    assert rooms(kernels) == []


def is_ours(process: psutil.Process) -> bool:
    return "1000" in process.cmdline() and psutil.Process() in process.parents()


def rooms(kernels: Kernels) -> list[Path]:
    return [path for path in kernels.warm()._rooms.folder.iterdir() if path.name != "in-use"]


def test_all_ends_with_whoever_grades(needs_isolation, tmp_path):
    """Killed without a chance to tidy up, grading leaves no process."""
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from hvutils.grading.isolation.limits import Limits\n"
        "from hvutils.grading.isolation.process import WarmProcess\n"
        f"warm = WarmProcess(Path({str(needs_isolation)!r}), Limits())\n"
        "warm.start(); kernel = warm.fork()\n"
        "print(kernel.room.folder.parent, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as grader:
        rooms = Path(grader.stdout.readline().strip())
        assert rooms.is_dir()
        family = psutil.Process(grader.pid).children(recursive=True)
        assert len(family) == 3  # bubblewrap, the warm process, a kernel
        grader.kill()
    _, left = psutil.wait_procs(family, timeout=10)
    assert left == []
    assert list(rooms.iterdir()) == []
