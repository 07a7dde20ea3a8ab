"""The set-up: what it does again, what it leaves, and what it says when it cannot go on."""

import importlib
import os
import resource
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

BASE = getattr(sys, "_base_executable", sys.executable)
NEEDED = (
    "tools",
    "student",
    "hvutils",
    "pyproject.toml",
    "requirements.lock",
    "LICENSE",
    "Makefile",
)


@pytest.fixture
def tool(repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Import a module of tools/ as its own scripts do, for one test."""
    monkeypatch.syspath_prepend(repo_root / "tools")
    for name in ("environments", "failures", "progress", "system"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module


def set_up(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    unset = ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL")
    environment = {name: text for name, text in os.environ.items() if name not in unset}
    return subprocess.run(
        [BASE, folder / "tools" / "setup.py"],
        env=environment | more,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def processor_seconds() -> float:
    """Return what the processes that have ended took of the processor, however busy it is."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_second_run_does_nothing(repo_root: Path, tool: Callable) -> None:
    environments = tool("environments")
    # Else the set-up would rebuild the environment that this very test runs in.
    for environment in (environments.INSTRUCTOR, environments.STUDENT):
        assert environments.is_current(environment), "the locks are newer: run make setup"
    assert set_up(repo_root).returncode == 0
    before = processor_seconds()
    # What a shell may hold for other projects does not lead astray.
    again = set_up(
        repo_root, PYTHONPATH="/nowhere", VIRTUAL_ENV="/nowhere", PIP_REQUIRE_VIRTUALENV="1"
    )
    # Rebuilding takes a minute of it.
    assert processor_seconds() - before < 5
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.startswith("Set-up: nothing to do")


def test_no_network_is_one_sentence(repo_root: Path, tmp_path: Path, tool: Callable) -> None:
    copy = tmp_path / "a course"
    copy.mkdir()
    leave = shutil.ignore_patterns("__pycache__")
    for name in NEEDED:
        source = repo_root / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=leave)
        else:
            shutil.copy(source, copy / name)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        index = f"http://127.0.0.1:{closed.getsockname()[1]}/simple"
    run = set_up(
        copy,
        PIP_INDEX_URL=index,
        PIP_CONFIG_FILE=os.devnull,
        PIP_NO_CACHE_DIR="1",
        PIP_RETRIES="0",
        PIP_REQUIRE_VIRTUALENV="1",
        PYTHONPATH="/nowhere",
        no_proxy="127.0.0.1",
    )
    assert run.returncode == 2
    assert run.stderr == tool("failures").NO_NETWORK + "\n"


def test_only_what_changed_is_done_again(
    tmp_path: Path, tool: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    environments = tool("environments")
    steps: list[str] = []
    broken: list[str] = []

    def run_step(title: str, command: list[str | Path], **_: object) -> None:
        steps.append(title.split()[0])
        if steps[-1] in broken:
            raise environments.SetupError("no")
        python = tmp_path / "env" / "bin" / "python"
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    monkeypatch.setattr(environments, "run_step", run_step)
    lock = tmp_path / "lock"
    lock.write_text("rich==1\n")
    environment = environments.Environment(tmp_path / "env", lock)

    def make() -> list[str]:
        steps.clear()
        environments.make_environment(environment, with_pip=False)
        return list(steps)

    assert make() == ["creating", "installing"]
    assert make() == []
    lock.write_text("rich==2\n")
    broken.append("installing")
    with pytest.raises(environments.SetupError):
        make()
    broken.clear()
    # The old stamp must not stand for the environment that was left half made.
    assert make() == ["creating", "installing"]
    environment.python.unlink()
    assert make() == ["creating", "installing"]


@pytest.mark.parametrize(
    ("log", "says"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space",
            "disk is full",
        ),
        ("Errno 28", "disk is full"),
        ("OSError: [Errno 122] Disk quota exceeded", "disk is full"),
        ("Temporary failure in name resolution", "cannot reach the package index"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "not the one in the lock"),
        ("ERROR: No matching distribution found for rich==15.0.0", "index has no rich==15.0.0"),
    ],
)
def test_a_failure_names_its_remedy(tool: Callable, log: str, says: str) -> None:
    sentence = tool("failures").explain(log)
    assert says in sentence
    assert "\n" not in sentence


def test_another_failure_shows_the_end_of_the_log(
    tmp_path: Path, tool: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = tool("progress")
    monkeypatch.setattr(progress, "ROOT", tmp_path)
    monkeypatch.setattr(progress, "LOG", tmp_path / "setup.log")
    code = "for n in range(99): print('line', n)\nraise SystemExit(3)"
    with pytest.raises(progress.SetupError, match="line 98") as caught:
        progress.run_step("trying", [sys.executable, "-c", code])
    assert "line 10\n" not in str(caught.value)


def test_no_ensurepip_is_one_sentence(
    tmp_path: Path, tool: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    environments = tool("environments")
    monkeypatch.setattr(environments, "_has_ensurepip", lambda: False)
    (tmp_path / "lock").touch()
    environment = environments.Environment(tmp_path / "env", tmp_path / "lock")
    with pytest.raises(environments.SetupError, match=r"apt install python3\.\d+-venv"):
        environments.make_environment(environment, with_pip=True)


def test_the_kernel_is_the_students(repo_root: Path) -> None:
    code = (
        "from jupyter_client.kernelspec import get_kernel_spec\n"
        "print(get_kernel_spec('hypervisors').argv[0])"
    )
    run = subprocess.run(
        [repo_root / ".venv/bin/python", "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == str(repo_root / ".venv-student" / "bin" / "python")


def test_what_the_system_lacks_is_named(
    tool: Callable, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    system = tool("system")
    lacking = system.Need("isolation", ("bubblewrap",), lambda: False, "the grading tests")
    monkeypatch.setattr(system, "NEEDS", (lacking,))
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system.sys, "platform", "linux")
    monkeypatch.setattr(system.shutil, "which", lambda name: name == "apt-get")
    assert system.main([]) == 0
    said = capsys.readouterr().out
    assert "Left out for that: the grading tests." in said
    assert "sudo apt-get install -y --no-install-recommends bubblewrap" in said


@pytest.mark.parametrize("user", [0, 1000])
def test_packages_are_installed_for_somebody_else_where_this_may(
    user: int,
    tool: Callable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    system = tool("system")
    asked = tmp_path / "asked"
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {asked}\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(system.os, "geteuid", lambda: user)
    assert system.main(["--packages"]) == 0
    assert not asked.exists() and capsys.readouterr().out == ""
    assert system.main(["--packages", "an-emulator", "its-firmware"]) == 0
    if user:
        assert not asked.exists() and capsys.readouterr().out == ""
    else:
        assert asked.read_text().endswith(" --no-install-recommends an-emulator its-firmware\n")
