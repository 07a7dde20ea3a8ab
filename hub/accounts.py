"""Runs a command as the account of a course, as little as it needs."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from pathlib import Path

from hub.courses import Course
from hub.errors import HubError
from hub.places import Places

__all__ = ["as_course", "run_as_course"]


def as_course(places: Places, course: Course) -> dict[str, object]:
    """Return what ``subprocess`` needs to run a command as the account of a course."""
    environment = {
        "PATH": f"{places.whole / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(places.courses / course.name),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
        "JUPYTER_CONFIG_PATH": str(places.settings / "instructor"),
    }
    options: dict[str, object] = {"cwd": places.courses / course.name, "env": environment}
    if places.real_users:
        account = pwd.getpwnam(course.account)
        groups = os.getgrouplist(course.account, account.pw_gid)
        options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": groups}
    return options


def run_as_course(
    places: Places, course: Course, module: Sequence[str | Path], *, seconds: int = 900
) -> str:
    """Run a Python module of the whole installation in the course's folder; return what it said.

    Raises:
        HubError: it failed; the message is its last words.
    """
    command = [places.whole / "bin" / "python", "-m", *module]
    done = subprocess.run(
        command,
        **as_course(places, course),  # type: ignore[call-overload]
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
    )
    if done.returncode:
        last = "\n".join(done.stdout.strip().splitlines()[-5:])
        raise HubError(f"'{' '.join(map(str, module))}' failed for {course.name!r}:\n{last}")
    return str(done.stdout)
