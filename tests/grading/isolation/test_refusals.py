"""Where submissions cannot be isolated, grading refuses, with the reason and the remedy."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from hvutils.errors import IsolationError
from hvutils.grading.isolation import sandbox
from hvutils.grading.isolation.check import check_isolation
from hvutils.grading.isolation.execution import Kernels
from hvutils.grading.isolation.inside.seccomp import DENIED, program
from hvutils.grading.isolation.jobs import UNSAFE
from hvutils.grading.isolation.limits import Limits

from .conftest import job, said

pytestmark = pytest.mark.grading


def test_without_bubblewrap_it_says_what_to_install(monkeypatch, student_python):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    with pytest.raises(IsolationError, match="apt install bubblewrap"):
        check_isolation(student_python)


def test_on_another_system_it_says_where_it_works(monkeypatch, student_python):
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    with pytest.raises(IsolationError, match="Linux only"):
        check_isolation(student_python)


def test_on_another_processor_it_says_where_it_works(monkeypatch, student_python):
    monkeypatch.setattr(sandbox.platform, "machine", lambda: "riscv64")
    with pytest.raises(IsolationError, match="'riscv64'"):
        check_isolation(student_python)


def test_a_course_inside_what_submissions_may_read_is_refused(monkeypatch, student_python):
    monkeypatch.chdir("/usr/lib")
    with pytest.raises(IsolationError, match="move it elsewhere"):
        check_isolation(student_python)


@pytest.mark.parametrize("place", ["/usr/bin", "/usr/share/nbgrader/exchange"])
def test_an_exchange_inside_what_submissions_may_read_is_refused(student_python, place):
    with pytest.raises(IsolationError, match="which submissions may read"):
        check_isolation(student_python, keep_out=[Path(place)])


def test_nbgraders_usual_exchange_is_out_of_sight(student_python):
    seen = sandbox.visible(student_python)
    exchange = Path("/usr/local/share/nbgrader/exchange")
    assert not any(exchange.is_relative_to(path) for path in seen)


def test_an_environment_in_tmp_stays_in_sight(needs_isolation):
    # A checkout in /tmp has its students' environment there, under each kernel's own /tmp.
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    try:
        copy = folder / "student"
        source = needs_isolation.parent.parent
        if subprocess.run(["cp", "-al", source, copy], capture_output=True).returncode:
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(source, copy, symlinks=True)
        with Kernels(copy / "bin" / "python", Limits()) as kernels:
            code = (
                "import importlib, os, IPython.core.debugger, sqlite3\n"
                "print([name for name in os.listdir('/tmp') if name[0] != '.'])\n"
                f"print(os.listdir({str(folder)!r}))\n"
                "open('/tmp/mine', 'w').close()\n"
                f"open({str(copy / 'x')!r}, 'w')"
            )
            seen = said(kernels.execute(job(code)))
            assert seen.startswith(f"['{folder.name}']\n['student']\n")
            assert "Read-only file system" in seen
    finally:
        shutil.rmtree(folder)


def test_a_python_in_a_home_does_not_bring_the_home_along(tmp_path, monkeypatch):
    home = Path("/home/prof")
    environment = tmp_path / "student"
    environment.mkdir()
    (environment / "pyvenv.cfg").write_text(f"home = {home}/.local/bin\n")
    monkeypatch.setattr(Path, "is_dir", lambda self: True)
    monkeypatch.setattr(Path, "is_relative_to", lambda self, other: False)
    folders = sandbox._python_folders(environment / "bin" / "python")
    assert folders == [environment, *(home / ".local" / part for part in ("bin", "lib", "lib64"))]


def test_a_python_that_cannot_start_is_named(tmp_path, needs_isolation):
    python = needs_isolation.parent / "no-such-python"
    with pytest.raises(IsolationError, match="no-such-python"):
        check_isolation(python)


def test_unsafe_runs_and_says_so_in_every_result(student_python):
    with Kernels(student_python, Limits(), unsafe=True) as kernels:
        executed = kernels.execute(job("import os; print(os.environ['HV_STUDENT'], 6 * 7)"))
        assert said(executed) == "ada 42"
        assert executed.incidents == (UNSAFE,)
        assert not executed.isolated
        executed = kernels.execute(job("import time; time.sleep(9)", "print(1)", timeout=1))
        assert executed.incidents == (UNSAFE, "Cell 1 ran longer than 1 s.")


def test_isolated_results_do_not_say_so(kernels):
    executed = kernels.execute(job("1"))
    assert executed.isolated
    assert executed.incidents == ()


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_is_whole_on_each_machine(machine):
    code = program(machine)
    assert len(code) % 8 == 0
    # A BPF jump reaches 255 steps; each of ours stays within a few.
    assert len(code) // 8 < 4096
    assert len({denied.name for denied in DENIED}) == len(DENIED)


def test_no_filter_is_no_isolation():
    with pytest.raises(OSError, match="riscv64"):
        program("riscv64")
