"""The machine: what isolation stands on, each part by itself, and then the whole."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from hvutils.grading.doctor.rows import Check, Row, fail, ok, warn
from hvutils.grading.isolation.check import check_isolation
from hvutils.grading.isolation.environment import student_python
from hvutils.grading.isolation.limits import Limits

__all__ = ["machine_checks"]

_SECONDS = 20
_KINDS = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
_ACTIONS = ("kill_process", "errno", "allow")
_ACTIONS_FILE = Path("/proc/sys/kernel/seccomp/actions_avail")

# Settings that keep plain users from user namespaces, and the value that lets them.
_SWITCHES = (
    ("user/max_user_namespaces", lambda value: value != "0", "user.max_user_namespaces=100000"),
    (
        "kernel/unprivileged_userns_clone",
        lambda value: value != "0",
        "kernel.unprivileged_userns_clone=1",
    ),
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        lambda value: value == "0",
        "kernel.apparmor_restrict_unprivileged_userns=0",
    ),
)


def machine_checks(limits: Limits, keep_out: Sequence[Path], *, unsafe: bool) -> list[Check]:
    """Return what to look at.

    Args:
        limits: what a submission may use.
        keep_out: what a submission must never see.
        unsafe: whether the course runs submissions without isolation.
    """
    return [
        Check("operating system", _system),
        Check("bubblewrap", _bubblewrap),
        Check("namespaces", _namespaces),
        Check("user namespaces", _user_namespaces),
        Check("system call filter", _seccomp),
        Check("limits", lambda: _limits(limits)),
        Check("memory", lambda: _memory(limits)),
        Check("isolation, tried", lambda: _isolation(limits, keep_out, unsafe=unsafe)),
    ]


def _system() -> Row:
    found = f"{platform.system()} {platform.release()}, {platform.machine()}"
    if sys.platform != "linux":
        return fail(found, "submissions are isolated on Linux only: grade on a Linux machine")
    if platform.machine() not in ("x86_64", "aarch64"):
        return fail(found, "there are system call filters for x86_64 and aarch64 only")
    return ok(found)


def _bubblewrap() -> Row:
    path = shutil.which("bwrap")
    if path is None:
        return fail("there is no bwrap", "install bubblewrap (Debian: apt install bubblewrap)")
    version = _run([path, "--version"]).stdout.strip()
    if Path(path).stat().st_mode & 0o4000 and os.getuid() != 0:
        return warn(
            f"{version}, setuid",
            "a setuid bwrap cannot hand on what the warm process needs: chmod u-s, and allow user "
            "namespaces",
        )
    return ok(f"{version} ({path})")


def _namespaces() -> Row:
    missing = [kind for kind in _KINDS if not Path("/proc/self/ns", kind).exists()]
    if missing:
        return fail(f"not there: {', '.join(missing)}", "use a kernel that is built with them")
    return ok(", ".join(_KINDS))


def _user_namespaces() -> Row:
    refused = [words for name, allows, words in _SWITCHES if not _allowed(name, allows)]
    if refused and os.getuid() != 0:
        return fail("a setting keeps them from plain users", f"sysctl -w {' '.join(refused)}")
    run = _run(["unshare", "--user", "--map-root-user", "--mount", "true"])
    if run.returncode:
        reason = (run.stderr.strip().splitlines() or ["no reason was given"])[-1]
        remedy = f"sysctl -w {_SWITCHES[0][2]}; in a container, let it make namespaces"
        return fail(reason, remedy)
    return ok("one could be made" + (" by root" if os.getuid() == 0 else ""))


def _allowed(name: str, allows: object) -> bool:
    file = Path("/proc/sys", name)
    # The switch of another distribution is no obstacle.
    return not file.is_file() or bool(callable(allows) and allows(file.read_text().strip()))


def _seccomp() -> Row:
    if not _ACTIONS_FILE.is_file():
        return fail("this kernel has none", "use a kernel that is built with CONFIG_SECCOMP_FILTER")
    actions = _ACTIONS_FILE.read_text().split()
    missing = [action for action in _ACTIONS if action not in actions]
    if missing:
        return fail(f"it lacks {', '.join(missing)}", "use a newer kernel")
    return ok("present")


def _limits(limits: Limits) -> Row:
    low = []
    for name, kind, wanted in (
        ("memory", resource.RLIMIT_AS, limits.memory),
        ("processes", resource.RLIMIT_NPROC, limits.processes),
        ("cpu_seconds", resource.RLIMIT_CPU, limits.cpu_seconds + 1),
        ("file_bytes", resource.RLIMIT_FSIZE, limits.file_bytes),
        ("open_files", resource.RLIMIT_NOFILE, limits.open_files),
    ):
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY and hard < wanted:
            low.append(f"{name} is {wanted}, and this process may have {hard}")
    if low:
        return fail("; ".join(low), "lower c.IsolatedExecute's limits, or raise this user's")
    return ok("this user may set all of them")


def _memory(limits: Limits) -> Row:
    workers = os.cpu_count() or 1
    needed = workers * limits.total_memory
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    words = f"{there / 1024**3:.1f} GB; {workers} submissions at once may use {_gb(needed)}"
    if needed > there:
        return warn(words, "lower c.IsolatedExecute.total_memory, or grade with fewer --workers")
    return ok(words)


def _isolation(limits: Limits, keep_out: Iterable[Path], *, unsafe: bool) -> Row:
    if unsafe:
        return warn(
            "c.IsolatedExecute.unsafe_no_sandbox is on: submissions can do whatever you can",
            "take it out of nbgrader_config.py",
        )
    start = time.monotonic()
    check_isolation(student_python(), limits, keep_out)
    return ok(f"a kernel was isolated, and looked around, in {time.monotonic() - start:.1f} s")


def _gb(size: int) -> str:
    return f"{size / 1024**3:.1f} GB"


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        stdin=subprocess.DEVNULL,
        check=False,
    )
