"""What a submission's process can see and do inside the sandbox: tried, from inside."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from hvutils.errors import IsolationError
from hvutils.grading.isolation import sandbox
from hvutils.grading.isolation.check import check_isolation
from hvutils.grading.isolation.sandbox import HOME, Limits, sandboxed
from hvutils.grading.isolation.workdir import private_room

pytestmark = pytest.mark.grading


def run_inside(python: Path, code: str, limits: Limits | None = None, folder: Path | None = None):
    with private_room(python, folder) as room:
        command = sandboxed([str(python), "-I", "-c", code], room, limits or Limits())
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
        )


def test_the_course_is_out_of_sight(needs_isolation, repo_root):
    code = f"import os; print(os.path.exists({str(repo_root / 'source')!r}))"
    assert run_inside(needs_isolation, code).stdout.strip() == "False"
    code = f"import os; print(sorted(os.listdir({str(repo_root)!r})))"
    assert run_inside(needs_isolation, code).stdout.strip() in ("['.venv-student']", "")


def test_the_environment_holds_nothing_of_ours(needs_isolation, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_INSTRUCTOR", "42")
    run = run_inside(needs_isolation, "import os; print(dict(os.environ))")
    assert "SECRET_OF_THE_INSTRUCTOR" not in run.stdout
    assert "NBGRADER_EXECUTION" in run.stdout


def test_there_is_no_network(needs_isolation):
    code = (
        "import socket\n"
        "try: socket.create_connection(('127.0.0.1', 1), 2)\n"
        "except OSError as error: print(type(error).__name__)\n"
        "print([name for _, name in socket.if_nameindex()])"
    )
    assert run_inside(needs_isolation, code).stdout.split("\n")[1] == "['lo']"


def test_it_is_nobody_outside_when_root_grades(needs_isolation):
    run = run_inside(needs_isolation, "import os; print(os.getuid())")
    assert int(run.stdout) != 0
    if os.getuid() == 0:
        with private_room(needs_isolation) as room:
            command = sandboxed(["/bin/sleep", "30"], room, Limits())
            with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
                try:
                    assert _uid_of("sleep", process.pid) == 65534
                finally:
                    process.kill()


def _uid_of(name: str, ancestor: int) -> int | None:
    import time

    import psutil

    for _ in range(100):
        for child in psutil.Process(ancestor).children(recursive=True):
            if child.name() == name:
                return child.uids().real
        time.sleep(0.05)
    return None


@pytest.mark.parametrize("place", ["/usr/x", "/etc/x", "/x"])
def test_the_system_is_read_only(needs_isolation, place):
    run = run_inside(needs_isolation, f"open({place!r}, 'w')")
    assert run.returncode == 1
    assert "Error" in run.stderr


@pytest.mark.parametrize(
    ("limits", "code", "words"),
    [
        (Limits(memory=512 * 1024**2), "bytearray(600 * 1024**2)", "MemoryError"),
        (
            Limits(file_bytes=1000),
            f"open('{HOME}/f', 'wb', 0).write(bytes(900)); "
            f"open('{HOME}/g', 'wb', 0).write(bytes(1000)); open('{HOME}/g', 'ab', 0).write(b'x')",
            "Error",
        ),
        (Limits(open_files=20), "[open('/dev/null') for _ in range(40)]", "Too many open files"),
        (
            Limits(processes=8),
            "import os\nfor _ in range(50):\n if os.fork() == 0:\n  import time; time.sleep(2)\n"
            "  os._exit(0)",
            "BlockingIOError",
        ),
    ],
    ids=["memory", "file size", "open files", "processes"],
)
def test_limits_hold(needs_isolation, limits, code, words):
    run = run_inside(needs_isolation, code, limits)
    assert run.returncode != 0
    assert words in run.stderr


def test_only_data_files_come_along(needs_isolation, tmp_path):
    (tmp_path / "data.txt").write_text("data")
    (tmp_path / "recon.ipynb").write_text("{}")
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    run = run_inside(needs_isolation, "import os; print(sorted(os.listdir()))", folder=tmp_path)
    assert run.stdout.strip() == "['data.txt']"


def test_without_the_tools_grading_refuses_and_says_what_to_install(monkeypatch, student_python):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    with pytest.raises(IsolationError, match="apt install bubblewrap"):
        check_isolation(student_python)


def test_on_another_system_grading_refuses(monkeypatch, student_python):
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    with pytest.raises(IsolationError, match="Linux only"):
        check_isolation(student_python)


def test_a_course_inside_what_submissions_may_read_is_refused(monkeypatch, student_python):
    monkeypatch.chdir("/usr/lib")
    with pytest.raises(IsolationError, match="move the course elsewhere"):
        check_isolation(student_python)
